import { Configuration, Image, ImagePage, ImagesApi, Problem, ProblemFromJSON, ResponseError } from '../client';
import { fetchWithProgress } from './upload-request';

export type { Image, ImagePage };

/** What the service, or the way to it, refuses: in words for people. */
export class Refusal extends Error {
  /** @param kind the problem's type; empty without one */
  constructor(
    message: string,
    readonly status = 0,
    readonly kind = '',
  ) {
    super(message);
  }
}

/** The service as the holder of one token sees it. Every failure is a {@link Refusal}, or an AbortError. */
export class Service {
  readonly #token: string;
  readonly #api: ImagesApi;
  readonly #ended: (words: string) => void;

  /** @param ended is told when the token is refused, for whatever call */
  constructor(token: string, ended: (words: string) => void) {
    this.#token = token;
    this.#api = this.#apiWith((url, init) => fetch(url, init));
    this.#ended = ended;
  }

  list(limit: number, cursor?: string): Promise<ImagePage> {
    return this.#ask(() => this.#api.listImages({ limit, cursor }));
  }

  /** The bytes as uploaded. */
  download(id: string, signal?: AbortSignal): Promise<Blob> {
    return this.#ask(() => this.#api.downloadImage({ id }, { signal }));
  }

  /** Returns the picture scaled to fit into a square of so many pixels a side. */
  rendition(id: string, side: number, signal?: AbortSignal): Promise<Blob> {
    return this.#ask(() => this.#api.renderImage({ id, width: side, height: side }, { signal }));
  }

  /** Returns the picture as the operator's preset defines it. */
  preset(id: string, preset: string, signal?: AbortSignal): Promise<Blob> {
    return this.#ask(() => this.#api.downloadRendition({ id, preset }, { signal }));
  }

  /** @param progress is told how many of how many bytes are sent */
  upload(file: File, progress: (sent: number, all: number) => void, signal: AbortSignal): Promise<Image> {
    return this.#ask(() => this.#apiWith(fetchWithProgress(progress, signal)).uploadImage({ file }));
  }

  /** @param leaving that the page may be gone before the answer */
  delete(id: string, leaving: boolean): Promise<void> {
    return this.#ask(() => this.#api.deleteImage({ id }, { keepalive: leaving }));
  }

  #apiWith(fetchApi: typeof fetch): ImagesApi {
    return new ImagesApi(
      new Configuration({ basePath: '', accessToken: this.#token, credentials: 'omit', fetchApi }),
    );
  }

  async #ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (failure) {
      const refusal = await inWords(failure);
      if (refusal instanceof Refusal && refusal.status === 401) {
        this.#ended(refusal.message);
      }
      throw refusal;
    }
  }
}

/** The token of dev mode, where there is one. */
export async function developmentToken(): Promise<string | undefined> {
  const response = await fetch('/development-token', { method: 'POST' });
  return response.ok ? ((await response.json()) as { token: string }).token : undefined;
}

async function inWords(failure: unknown): Promise<unknown> {
  if (failure instanceof ResponseError) {
    const { status } = failure.response;
    const said = await problem(failure.response);
    return new Refusal(said?.detail ?? `The service answered ${status}.`, status, said?.type);
  }
  const cause = failure instanceof Error && 'cause' in failure ? failure.cause : failure;
  if (cause instanceof DOMException && cause.name === 'AbortError') {
    return cause;
  }
  return new Refusal('The service cannot be reached. Is the network there?');
}

async function problem(response: Response): Promise<Problem | undefined> {
  try {
    return ProblemFromJSON(await response.json());
  } catch {
    return undefined; // a proxy's page, say
  }
}
