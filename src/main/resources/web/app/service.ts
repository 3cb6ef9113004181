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
  UploadsApi,
} from '../client';
import { BASE } from './page';
import { claims, Tokens } from './tokens';
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

  /** Returns whether the same request may succeed later. */
  get isTemporary(): boolean {
    return TEMPORARY.includes(this.status) || this.kind.endsWith('#mismatching-upload-offset');
  }
}

/** The connection failed, or the status of a response says that the service is busy or unavailable. */
const TEMPORARY = [0, 408, 425, 429, 500, 502, 503, 504];
/** The kind of a failure after which the user can sign in again. */
export const EXPIRED = 'expired';
/** The resumable upload does not exist, or no longer. */
const GONE = [404, 410];

/** The bytes of a file from an offset on. */
export interface Piece {
  /** The id of the resumable upload. */
  readonly id: string;
  readonly offset: number;
  readonly piece: Blob;
  readonly isLast: boolean;
}

/** What the service has of a resumable upload, and the image if it is complete. */
export interface UploadState {
  readonly offset: number;
  readonly image?: Image;
}

/** Calls the service with one user's tokens. Every failure is a {@link ServiceError} or an AbortError. */
export class Service {
  readonly #tokens: Tokens;
  readonly #api: ImagesApi;
  readonly #links: LinksApi;
  readonly #uploads: UploadsApi;
  readonly #ended: (failure: ServiceError) => void;

  /** @param ended receives the failure when the service rejects the token, in any call */
  constructor(tokens: Tokens, ended: (failure: ServiceError) => void) {
    this.#tokens = tokens;
    const configuration = this.#with((url, init) => fetch(url, init));
    this.#api = new ImagesApi(configuration);
    this.#links = new LinksApi(configuration);
    this.#uploads = new UploadsApi(configuration);
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

  /** Returns a text that is the same for all tokens of the library's owner. */
  get owner(): string {
    const { iss, sub } = claims(this.#tokens.last);
    return JSON.stringify([iss, sub]);
  }

  /**
   * Uploads a file under an id, unless the token has the only one that it allows. It may be repeated until it succeeds.
   *
   * @param sent receives the number of bytes that are sent
   */
  put(id: string, file: File, sent: (bytes: number) => void, signal: AbortSignal): Promise<Image> {
    const { image_id: only } = claims(this.#tokens.last);
    const images = new ImagesApi(this.#with(fetchWithProgress(sent, signal)));
    return this.#call(() => images.putImage({ id: typeof only === 'string' ? only : id, name: file.name, body: file }));
  }

  /** Creates a resumable upload of a file, without bytes, and returns its id. */
  beginUpload(file: File, signal: AbortSignal): Promise<string> {
    return this.#call(async () => {
      const { raw } = await this.#uploads.createUploadRaw(
        {
          uploadComplete: '?0',
          uploadLength: String(file.size),
          contentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        },
        { signal },
      );
      return idIn(raw.headers.get('Location'));
    });
  }

  /** Returns the state of a resumable upload, or undefined if there is no such upload, or no longer. */
  async uploadState(id: string, signal: AbortSignal): Promise<UploadState | undefined> {
    const found = await this.#call(() => this.#uploads.describeUploadRaw({ id }, { signal }), GONE);
    if (!found) {
      return undefined;
    }
    const { headers } = found.raw;
    const offset = Number(headers.get('Upload-Offset'));
    return headers.get('Upload-Complete') === '?1'
      ? { offset, image: await this.#describe(idIn(headers.get('Location')), signal) }
      : { offset };
  }

  /**
   * Appends a piece to a resumable upload.
   *
   * @param sent receives the number of its bytes that are sent
   */
  append({ id, offset, piece, isLast }: Piece, sent: (bytes: number) => void, signal: AbortSignal): Promise<UploadState> {
    const uploads = new UploadsApi(this.#with(fetchWithProgress(sent, signal)));
    return this.#call(async () => {
      const response = await uploads.appendToUploadRaw(
        { id, uploadOffset: String(offset), uploadComplete: isLast ? '?1' : '?0', body: piece },
        async ({ init }) => ({ headers: { ...init.headers, 'Content-Type': 'application/partial-upload' } }),
      );
      const end = offset + piece.size;
      return isLast ? { offset: end, image: await response.value() } : { offset: end };
    });
  }

  /** Cancels a resumable upload. */
  async cancelUpload(id: string): Promise<void> {
    await this.#call(() => this.#uploads.cancelUpload({ id }));
  }

  /** @param leaving whether the page may close before the response */
  delete(id: string, leaving: boolean): Promise<void> {
    return this.#call(() => this.#api.deleteImage({ id }, { keepalive: leaving }));
  }

  #describe(id: string, signal: AbortSignal): Promise<Image> {
    return this.#call(() => this.#api.describeImage({ id }, { signal }));
  }

  #with(fetchApi: typeof fetch): Configuration {
    return new Configuration({ basePath: BASE, accessToken: () => this.#tokens.current(), credentials: 'omit', fetchApi });
  }

  #call<T>(call: () => Promise<T>): Promise<T>;
  #call<T>(call: () => Promise<T>, absent: number[]): Promise<T | undefined>;
  /** @param absent the statuses for which it returns undefined */
  async #call<T>(call: () => Promise<T>, absent: number[] = []): Promise<T | undefined> {
    try {
      return await this.#withValidToken(call);
    } catch (failure) {
      const error = await inWords(failure);
      if (error instanceof ServiceError && absent.includes(error.status)) {
        return undefined;
      }
      if (error instanceof ServiceError && error.status === 401) {
        this.#ended(error);
      }
      throw error;
    }
  }

  /** Calls again with a new token, if there is one, after the service has rejected one. */
  async #withValidToken<T>(call: () => Promise<T>): Promise<T> {
    const { last } = this.#tokens;
    try {
      return await call();
    } catch (failure) {
      const isRejected = failure instanceof ResponseError && failure.response.status === 401;
      if (!isRejected || !(this.#tokens.last !== last || (await this.#tokens.renew()))) {
        throw failure;
      }
      return await call();
    }
  }
}

/** Returns the token of dev mode, or undefined in other modes. */
export async function developmentToken(): Promise<string | undefined> {
  const response = await fetch(`${BASE}/development-token`, { method: 'POST' });
  return response.ok ? ((await response.json()) as { token: string }).token : undefined;
}

/** Returns the last segment of a URL, whose host may be another one than that of this page. */
function idIn(location: string | null): string {
  if (!location) {
    throw new ServiceError('The service did not say where the upload is.');
  }
  return location.slice(location.lastIndexOf('/') + 1);
}

async function inWords(failure: unknown): Promise<unknown> {
  if (failure instanceof ServiceError) {
    return failure;
  }
  if (failure instanceof ResponseError) {
    const { response } = failure;
    if (isExpired(response)) {
      return new ServiceError('The token has expired.', 401, EXPIRED); // the detail names the claim, for developers
    }
    const found = await problem(response);
    const help = found?.type?.endsWith(':insufficient-scope') ? ' Ask the operator of this service for access.' : '';
    return new ServiceError(wordsOf(response, found?.detail) + help, response.status, found?.type);
  }
  const cause = failure instanceof Error && 'cause' in failure ? failure.cause : failure;
  if (cause instanceof DOMException && cause.name === 'AbortError') {
    return cause;
  }
  return new ServiceError('The service cannot be reached. Check your network connection.');
}

function isExpired({ status, headers }: Response): boolean {
  return status === 401 && headers.get('WWW-Authenticate')?.includes('exp is in the past') === true;
}

/** Describes a failed response, which has no problem if the request was HEAD or a proxy responded. */
function wordsOf({ status }: Response, detail: string | undefined): string {
  return detail ?? `The service responded with status ${status}.`;
}

async function problem(response: Response): Promise<Problem | undefined> {
  try {
    return ProblemFromJSON(await response.json());
  } catch {
    return undefined; // for example a proxy's page
  }
}
