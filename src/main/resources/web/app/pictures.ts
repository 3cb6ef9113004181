import { Image, Refusal, Service } from './service';

const MOST_AT_ONCE = 4;
/** Pixels of the longer side of what is kept of an original that stands in for its thumbnail. */
const REDUCED = 480;
/** The problem of every rendition if the service has no libvips. */
const UNAVAILABLE = 'urn:tintype:problem:renditions-unavailable';
/** The problems of every rendition of a size or a preset that the operator has not configured. */
const MISSING = ['urn:tintype:problem:invalid-parameter', 'urn:tintype:problem:preset-not-found'];
/** Pixels of a thumbnail and of a large picture, on screens of one and of several pixels per CSS pixel. */
const THUMBNAIL = { side: [320, 640], preset: 'thumbnail' };
const PREVIEW = { side: [1280, 2048], preset: 'preview' };
/** As many bytes of an original are worth it for a small picture. */
const MOST_FOR_A_THUMBNAIL = 12_000_000;

/**
 * Fetches pictures with the token, a few at a time, and shows them by object URLs, each of which is revoked when its
 * picture is. Renditions where the service has them; otherwise the originals, reduced here for small pictures.
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

  /** A small picture, in its turn. */
  async thumbnail(image: Image, signal: AbortSignal): Promise<Blob> {
    await this.#turn();
    try {
      signal.throwIfAborted();
      return (await this.#rendition(image, THUMBNAIL, signal)) ?? (await this.#reduced(image, signal));
    } finally {
      this.#handOn();
    }
  }

  /** A large picture, at once. */
  async preview(image: Image, signal: AbortSignal): Promise<Blob> {
    return (await this.#rendition(image, PREVIEW, signal)) ?? (await this.#service.download(image.id, signal));
  }

  async #turn(): Promise<void> {
    if (this.#running < MOST_AT_ONCE) {
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
   * Returns a rendition that suits the screen, or that of the preset where the operator allows other sizes. Returns
   * undefined if there is neither, and the original may do.
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
      if (!(failure instanceof Refusal) || failure.status === 401) {
        throw failure;
      }
      if (failure.kind === UNAVAILABLE) {
        this.#missing.add(UNAVAILABLE);
      } else if (MISSING.includes(failure.kind)) {
        this.#missing.add(missing); // need not be asked for again
      }
      return undefined;
    }
  }

  async #reduced(image: Image, signal: AbortSignal): Promise<Blob> {
    if (image.size > MOST_FOR_A_THUMBNAIL) {
      throw new Refusal('The original is too large for a thumbnail.');
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
 * Shows the blob in the element, in place of what it showed, once it is decoded.
 *
 * @throws if the browser cannot show it
 */
export async function show(blob: Blob, element: HTMLImageElement): Promise<void> {
  hide(element);
  element.src = URL.createObjectURL(blob);
  await element.decode();
}

/** Takes the picture away, and its memory with it. */
export function hide(element: HTMLImageElement): void {
  if (element.src) {
    URL.revokeObjectURL(element.src);
    element.removeAttribute('src');
  }
}
