import {
  Configuration,
  Image,
  ImagePage,
  ImagesApi,
  Link,
  LinksApi,
  Problem,
  ProblemFromJSON,
  ResponseError,
} from '../client';
import { BASE } from './page';
import { fetchWithProgress } from './upload-request';

export type { Image, ImagePage, Link };

/** A failure of the service or of the connection to it, with a message for the user. */
export class ServiceError extends Error {
  /** @param kind the problem's type, which may be empty */
  constructor(
    message: string,
    readonly status = 0,
    readonly kind = '',
  ) {
    super(message);
  }
}

/** Calls the service with one token. Every failure is a {@link ServiceError} or an AbortError. */
export class Service {
  readonly #token: string;
  readonly #api: ImagesApi;
  readonly #links: LinksApi;
  readonly #ended: (words: string) => void;

  /** @param ended receives the message when the service rejects the token, in any call */
  constructor(token: string, ended: (words: string) => void) {
    this.#token = token;
    const configuration = this.#with((url, init) => fetch(url, init));
    this.#api = new ImagesApi(configuration);
    this.#links = new LinksApi(configuration);
    this.#ended = ended;
  }

  /** @param link the lifetime of the links that the images have, as an ISO 8601 duration; without it they have none */
  list(limit: number, cursor?: string, link?: string): Promise<ImagePage> {
    return this.#call(() => this.#api.listImages({ limit, cursor, link }));
  }

  /** @param expiresIn the lifetime as an ISO 8601 duration */
  createLink(id: string, expiresIn: string): Promise<Link> {
    return this.#call(() => this.#links.createLink({ id, expiresIn }));
  }

  /** Creates a link by which the browser saves the bytes as uploaded. */
  createDownloadLink(id: string, expiresIn: string): Promise<Link> {
    return this.#call(() =>
      this.#links.createLink({ id, expiresIn, variant: 'original', disposition: 'attachment' }),
    );
  }

  /** Revokes all links of the library. */
  async revokeLinks(): Promise<void> {
    await this.#call(() => this.#links.revokeLinks());
  }

  /** Returns the bytes as uploaded. */
  download(id: string, signal?: AbortSignal): Promise<Blob> {
    return this.#call(() => this.#api.downloadImage({ id }, { signal }));
  }

  /** Returns the picture scaled to fit into a square of this many pixels a side. */
  rendition(id: string, side: number, signal?: AbortSignal): Promise<Blob> {
    return this.#call(() => this.#api.renderImage({ id, width: side, height: side }, { signal }));
  }

  /** Returns the picture as the operator's preset defines it. */
  preset(id: string, preset: string, signal?: AbortSignal): Promise<Blob> {
    return this.#call(() => this.#api.downloadRendition({ id, preset }, { signal }));
  }

  /** @param progress receives the numbers of bytes sent and of all bytes */
  upload(file: File, progress: (sent: number, all: number) => void, signal: AbortSignal): Promise<Image> {
    return this.#call(() => new ImagesApi(this.#with(fetchWithProgress(progress, signal))).uploadImage({ file }));
  }

  /** @param leaving whether the page may close before the response */
  delete(id: string, leaving: boolean): Promise<void> {
    return this.#call(() => this.#api.deleteImage({ id }, { keepalive: leaving }));
  }

  #with(fetchApi: typeof fetch): Configuration {
    return new Configuration({ basePath: BASE, accessToken: this.#token, credentials: 'omit', fetchApi });
  }

  async #call<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (failure) {
      const error = await inWords(failure);
      if (error instanceof ServiceError && error.status === 401) {
        this.#ended(error.message);
      }
      throw error;
    }
  }
}

/** Returns the token of dev mode, or undefined in other modes. */
export async function developmentToken(): Promise<string | undefined> {
  const response = await fetch(`${BASE}/development-token`, { method: 'POST' });
  return response.ok ? ((await response.json()) as { token: string }).token : undefined;
}

async function inWords(failure: unknown): Promise<unknown> {
  if (failure instanceof ResponseError) {
    const { status } = failure.response;
    const found = await problem(failure.response);
    return new ServiceError(found?.detail ?? `The service responded with status ${status}.`, status, found?.type);
  }
  const cause = failure instanceof Error && 'cause' in failure ? failure.cause : failure;
  if (cause instanceof DOMException && cause.name === 'AbortError') {
    return cause;
  }
  return new ServiceError('The service cannot be reached. Check your network connection.');
}

async function problem(response: Response): Promise<Problem | undefined> {
  try {
    return ProblemFromJSON(await response.json());
  } catch {
    return undefined; // for example a proxy's page
  }
}
