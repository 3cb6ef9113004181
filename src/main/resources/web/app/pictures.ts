import { Image, ServiceError, Service } from './service';

const MAX_CONCURRENT = 4;
/** Pixels of the longer side to which an original is reduced if it replaces its thumbnail. */
const REDUCED = 480;
/** The problem of every rendition if the service has no libvips. */
const UNAVAILABLE = 'urn:tintype:problem:renditions-unavailable';
/** The problems of every rendition of a size or a preset that the operator has not configured. */
const MISSING = ['urn:tintype:problem:invalid-parameter', 'urn:tintype:problem:preset-not-found'];
/** Pixels of a thumbnail and of a large picture, on screens of one and of several pixels per CSS pixel. */
const THUMBNAIL = { side: [320, 640], preset: 'thumbnail' };
const PREVIEW = { side: [1280, 2048], preset: 'preview' };
/** Maximum number of bytes of an original that is fetched for a small picture. */
const MAX_THUMBNAIL_BYTES = 12_000_000;

/**
 * Fetches pictures with the token, a few at a time. Uses renditions if the service makes them, and otherwise the
 * originals, which are reduced here for small pictures.
 */
export class Pictures {
  readonly #service: Service;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** Sizes and presets that the service does not have. */
  readonly #missing = new Set<number | string>();

  constructor(service: Service) {
    this.#service = service;
  }

  /** Returns a small picture, after waiting for its turn. */
  async thumbnail(image: Image, signal: AbortSignal): Promise<Blob> {
    await this.#turn();
    try {
      signal.throwIfAborted();
      return (await this.#rendition(image, THUMBNAIL, signal)) ?? (await this.#reduced(image, signal));
    } finally {
      this.#handOn();
    }
  }

  /** Returns a large picture, without waiting for others. */
  async preview(image: Image, signal: AbortSignal): Promise<Blob> {
    return (await this.#rendition(image, PREVIEW, signal)) ?? (await this.#service.download(image.id, signal));
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
    const side = wanted.side[devicePixelRatio > 1 ? 1 : 0]!;
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

/**
 * Shows the blob in the element instead of its previous picture. Returns when it is decoded.
 *
 * @throws if the browser cannot show it
 */
export async function show(blob: Blob, element: HTMLImageElement): Promise<void> {
  hide(element);
  element.src = URL.createObjectURL(blob);
  await element.decode();
}

/** Removes the picture, and releases its memory. */
export function hide(element: HTMLImageElement): void {
  if (element.src) {
    URL.revokeObjectURL(element.src);
    element.removeAttribute('src');
  }
}
