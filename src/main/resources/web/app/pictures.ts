import { Image, Refusal, Service } from './service';

const MOST_AT_ONCE = 4;
/** Pixels of the longer side of what is kept of an original that stands in for its thumbnail. */
const REDUCED = 480;
/** Problems that one image's rendition has because every image's has them. */
const HAD_BY_ALL = ['urn:tintype:problem:renditions-unavailable', 'urn:tintype:problem:preset-not-found'];
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
  /** Presets that the service does not have. */
  readonly #missing = new Set<string>();

  constructor(service: Service) {
    this.#service = service;
  }

  /** A small picture, in its turn. */
  async thumbnail(image: Image, signal: AbortSignal): Promise<Blob> {
    await this.#turn();
    try {
      signal.throwIfAborted();
      return (await this.#rendition(image, 'thumbnail', signal)) ?? (await this.#reduced(image, signal));
    } finally {
      this.#handOn();
    }
  }

  /** A large picture, at once. */
  async preview(image: Image, signal: AbortSignal): Promise<Blob> {
    return (await this.#rendition(image, 'preview', signal)) ?? (await this.#service.download(image.id, signal));
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

  /** Undefined where it cannot be had and the original may do. */
  async #rendition(image: Image, preset: string, signal: AbortSignal): Promise<Blob | undefined> {
    if (this.#missing.has(preset)) {
      return undefined;
    }
    try {
      return await this.#service.rendition(image.id, preset, signal);
    } catch (failure) {
      if (!(failure instanceof Refusal) || failure.status === 401) {
        throw failure;
      }
      if (HAD_BY_ALL.includes(failure.kind)) {
        this.#missing.add(preset); // need not be asked for again
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
