import { Links } from './links';
import { Image, ServiceError, Service } from './service';

const MAX_CONCURRENT = 4;
/** Pixels of the longer side to which an original is reduced if it replaces its thumbnail. */
const REDUCED = 480;
/** The problem of every rendition if the service has no libvips. */
const UNAVAILABLE = 'urn:tintype:problem:renditions-unavailable';
/** The problems of every rendition of a size or a preset that the operator has not configured. */
const MISSING = ['urn:tintype:problem:invalid-parameter', 'urn:tintype:problem:preset-not-found'];
/**
 * Pixels of a thumbnail and of a large picture, on screens of one and of several pixels per CSS pixel; and about how wide
 * they are on the page, from which the browser chooses.
 */
const THUMBNAIL = { side: [320, 640], preset: 'thumbnail', sizes: '320px' };
const PREVIEW = { side: [1280, 2048], preset: 'preview', sizes: '100vw' };
/** Maximum number of bytes of an original that is fetched for a small picture. */
const MAX_THUMBNAIL_BYTES = 12_000_000;

/**
 * Shows pictures: by links if the service creates them, and otherwise from blobs that are fetched with the token, a few
 * at a time. Uses renditions if the service makes them, and otherwise the originals, which are reduced here for small
 * pictures.
 */
export class Pictures {
  readonly #service: Service;
  readonly #links: Links;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** Sizes and presets that the service does not have. */
  readonly #missing = new Set<number | string>();

  constructor(service: Service, links: Links) {
    this.#service = service;
    this.#links = links;
  }

  /** Shows a small picture in the element. Returns when it is loaded; throws if no picture can be shown. */
  async thumbnail(image: Image, element: HTMLImageElement, signal: AbortSignal): Promise<void> {
    if (await this.#linked(image, THUMBNAIL, element, signal)) {
      return;
    }
    await this.#turn();
    try {
      signal.throwIfAborted();
      const blob = (await this.#rendition(image, THUMBNAIL, signal)) ?? (await this.#reduced(image, signal));
      await show(blob, element, signal);
    } finally {
      this.#handOn();
    }
  }

  /** Shows a large picture in the element, without waiting for others. */
  async preview(image: Image, element: HTMLImageElement, signal: AbortSignal): Promise<void> {
    if (!(await this.#linked(image, PREVIEW, element, signal))) {
      const blob = (await this.#rendition(image, PREVIEW, signal)) ?? (await this.#service.download(image.id, signal));
      await show(blob, element, signal);
    }
  }

  /**
   * Shows a rendition by the image's link. Returns whether it opened. If not, the request with the token finds out why,
   * because the browser does not say.
   */
  async #linked(image: Image, wanted: typeof PREVIEW, element: HTMLImageElement, signal: AbortSignal): Promise<boolean> {
    const side = sideOf(wanted);
    const isMissing = this.#missing.has(side);
    if (this.#missing.has(UNAVAILABLE) || (isMissing && this.#missing.has(wanted.preset))) {
      return false;
    }
    const url = await this.#links.url(image);
    signal.throwIfAborted();
    if (!url) {
      return false;
    }
    hide(element);
    if (!isMissing) {
      const sides = wanted.side.filter((other) => !this.#missing.has(other));
      element.sizes = wanted.sizes;
      element.srcset = sides.map((other) => `${url}?width=${other}&height=${other} ${other}w`).join(', ');
    }
    element.src = url + (isMissing ? `?preset=${wanted.preset}` : `?width=${side}&height=${side}`);
    const opened = await loaded(element, signal);
    signal.throwIfAborted();
    if (!opened) {
      hide(element);
      this.#links.forget(image);
    }
    return opened;
  }

  async #turn(): Promise<void> {
    if (this.#running < MAX_CONCURRENT) {
      this.#running++;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #handOn(): void {
    const next = this.#waiting.shift();
    if (next) {
      next();
    } else {
      this.#running--;
    }
  }

  /**
   * Returns a rendition that suits the screen, or that of the preset if the operator does not allow its size. Returns
   * undefined if there is neither, so that the original is used.
   */
  async #rendition(image: Image, wanted: typeof PREVIEW, signal: AbortSignal): Promise<Blob | undefined> {
    const side = sideOf(wanted);
    return (
      (await this.#unless(side, () => this.#service.rendition(image.id, side, signal))) ??
      (await this.#unless(wanted.preset, () => this.#service.preset(image.id, wanted.preset, signal)))
    );
  }

  async #unless(missing: number | string, call: () => Promise<Blob>): Promise<Blob | undefined> {
    if (this.#missing.has(missing) || this.#missing.has(UNAVAILABLE)) {
      return undefined;
    }
    try {
      return await call();
    } catch (failure) {
      if (!(failure instanceof ServiceError) || failure.status === 401) {
        throw failure;
      }
      if (failure.kind === UNAVAILABLE) {
        this.#missing.add(UNAVAILABLE);
      } else if (MISSING.includes(failure.kind)) {
        this.#missing.add(missing); // is not requested again
      }
      return undefined;
    }
  }

  async #reduced(image: Image, signal: AbortSignal): Promise<Blob> {
    if (image.size > MAX_THUMBNAIL_BYTES) {
      throw new ServiceError('The original is too large for a thumbnail.');
    }
    const original = await this.#service.download(image.id, signal);
    if (Math.max(image.width, image.height) <= REDUCED) {
      return original;
    }
    const scale = REDUCED / Math.max(image.width, image.height);
    const bitmap = await createImageBitmap(original);
    const canvas = new OffscreenCanvas(Math.ceil(bitmap.width * scale), Math.ceil(bitmap.height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
  }
}

/** Returns the pixels of the picture that suits the screen. */
function sideOf(wanted: typeof PREVIEW): number {
  return wanted.side[devicePixelRatio > 1 ? 1 : 0]!;
}

/** Returns whether the element's picture loads; false also if the signal aborts. Decodes nothing, unlike decode(). */
function loaded(element: HTMLImageElement, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    element.addEventListener('load', () => resolve(true), { once: true, signal });
    element.addEventListener('error', () => resolve(false), { once: true, signal });
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });
}

/**
 * Shows the blob in the element instead of its previous picture. Returns when it is decoded.
 *
 * @throws if the browser cannot show it
 */
async function show(blob: Blob, element: HTMLImageElement, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  hide(element);
  element.src = URL.createObjectURL(blob);
  await element.decode();
}

/** Removes the picture, and releases its memory. */
export function hide(element: HTMLImageElement): void {
  if (element.src.startsWith('blob:')) {
    URL.revokeObjectURL(element.src);
  }
  ['srcset', 'sizes', 'src'].forEach((name) => element.removeAttribute(name));
}
