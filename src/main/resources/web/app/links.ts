import { BASE } from './page';
import { Image, ImagePage, Link, Service, ServiceError } from './service';

/** The lifetime of the links by which the page shows pictures, as the service and as this page measure it. */
const LIFETIME = 'PT1H';
const LIFETIME_MILLIS = 3_600_000;
/** How long before its end a link is renewed. */
const RENEWED_BEFORE_MILLIS = 300_000;
/** The service has no key, the token has no scope for links, or the operator allows only shorter ones. */
const REFUSALS = [400, 403, 501];

/**
 * The links by which the browser shows pictures, and caches them, without the token. Their ages are measured from when they
 * were received, because the clocks of browsers are often wrong.
 */
export class Links {
  readonly #service: Service;
  readonly #known = new Map<string, { url: string; endsAt: number }>();
  #available = true;

  constructor(service: Service) {
    this.#service = service;
  }

  /** Returns whether the service creates links for this token, as far as is known. */
  get available(): boolean {
    return this.#available;
  }

  /** Returns a page of images, and remembers their links. */
  async list(limit: number, cursor?: string): Promise<ImagePage> {
    const page = (await this.#unlessRefused(() => this.#service.list(limit, cursor, LIFETIME))) ??
      (await this.#service.list(limit, cursor));
    page.images.forEach((image) => image.link && this.#remember(image.id, image.link));
    return page;
  }

  /** Returns the URL that opens the picture for the next minutes, or undefined if there are no links. */
  async url(image: Image): Promise<string | undefined> {
    const known = this.#known.get(image.id);
    if (known && Date.now() < known.endsAt - RENEWED_BEFORE_MILLIS) {
      return known.url;
    }
    const link = await this.#unlessRefused(() => this.#service.createLink(image.id, LIFETIME));
    return link && this.#remember(image.id, link);
  }

  /** Returns a URL by which the browser saves the bytes as uploaded, or undefined if there are no links. */
  async download(image: Image): Promise<string | undefined> {
    const link = await this.#unlessRefused(() => this.#service.createDownloadLink(image.id, LIFETIME));
    return link && path(link);
  }

  /** Forgets the link of an image that did not open. */
  forget(image: Image): void {
    this.#known.delete(image.id);
  }

  /** Revokes all links of the library, including those that users have shared. */
  async revoke(): Promise<void> {
    await this.#service.revokeLinks();
    this.#known.clear();
  }

  #remember(id: string, link: Link): string {
    const url = path(link);
    this.#known.set(id, { url, endsAt: Date.now() + LIFETIME_MILLIS });
    return url;
  }

  async #unlessRefused<T>(call: () => Promise<T>): Promise<T | undefined> {
    if (!this.#available) {
      return undefined;
    }
    try {
      return await call();
    } catch (failure) {
      if (!(failure instanceof ServiceError) || !REFUSALS.includes(failure.status)) {
        throw failure;
      }
      this.#available = false;
      return undefined;
    }
  }
}

/** Returns the path of a link below this page: its host may be another one, such as that of a CDN. */
export function path(link: Link): string {
  return BASE + link.url.slice(link.url.lastIndexOf('/links/'));
}
