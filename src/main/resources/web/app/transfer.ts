import { Image, Service, ServiceError } from './service';
import { Unfinished } from './unfinished';

/** Larger files are sent as resumable uploads, and smaller ones by one request, which is repeated as a whole. */
const MAX_WHOLE_BYTES = 1_000_000;
/** A proxy that stores requests before it forwards them loses at most one piece when the connection breaks. */
const PIECE_BYTES = 8 * 1024 * 1024;
const FIRST_PAUSE_MILLIS = 1000;
const MAX_PAUSE_MILLIS = 30_000;

/** What a {@link Transfer} reports while it runs. */
export interface TransferEvents {
  /** @param sent the fraction of the file, from 0 to 1 */
  progress(sent: number): void;
  /** @param words why the transfer pauses */
  pauses(words: string): void;
  /** The description has changed and must be remembered. */
  changed(upload: Unfinished): Promise<void>;
}

/** Sends one file, and repeats what fails until the image is stored or the service rejects it. */
export class Transfer {
  readonly #service: Service;
  readonly #file: File;
  readonly #events: TransferEvents;
  readonly #signal: AbortSignal;
  #upload: Unfinished;
  /** How many attempts have failed since bytes were stored last, and how many were stored then. */
  #attempt = 0;
  #reached = 0;

  constructor(service: Service, upload: Unfinished, file: File, events: TransferEvents, signal: AbortSignal) {
    this.#service = service;
    this.#upload = upload;
    this.#file = file;
    this.#events = events;
    this.#signal = signal;
  }

  /** Returns the stored image. Throws a {@link ServiceError}, or an AbortError after the signal. */
  async run(): Promise<Image> {
    for (;;) {
      try {
        return await (this.#file.size > MAX_WHOLE_BYTES ? this.#resume() : this.#sendWhole());
      } catch (failure) {
        if (!(failure instanceof ServiceError) || !failure.isTemporary) {
          throw failure;
        }
        await this.#requireFile();
        this.#events.pauses(failure.status === 0 ? 'Connection lost, will continue' : `${failure.message} Will continue`);
        await pause(this.#nextPause(), this.#signal);
      }
    }
  }

  /** The id makes the request repeatable: the image is stored once. */
  #sendWhole(): Promise<Image> {
    return this.#service.put(this.#upload.id, this.#file, this.#sent(0), this.#signal);
  }

  async #resume(): Promise<Image> {
    let { id, offset, image } = await this.#state();
    while (!image) {
      const piece = this.#file.slice(offset, offset + PIECE_BYTES);
      const isLast = offset + piece.size === this.#file.size;
      ({ offset, image } = await this.#service.append({ id, offset, piece, isLast }, this.#sent(offset), this.#signal));
      this.#reaches(offset);
    }
    return image;
  }

  /** Returns what the service has of the file. Creates the upload if it does not exist or has expired. */
  async #state(): Promise<{ id: string; offset: number; image?: Image | undefined }> {
    const known = this.#upload.resumable;
    const found = known && (await this.#service.uploadState(known, this.#signal));
    if (found) {
      this.#reaches(found.offset);
      this.#events.progress(found.offset / this.#file.size);
      return { id: known, ...found };
    }
    const resumable = await this.#service.beginUpload(this.#file, this.#signal);
    this.#upload = { ...this.#upload, resumable };
    await this.#events.changed(this.#upload);
    return { id: resumable, offset: 0 };
  }

  #reaches(offset: number): void {
    this.#attempt = offset > this.#reached ? 0 : this.#attempt;
    this.#reached = offset;
  }

  #sent(offset: number): (bytes: number) => void {
    return (bytes) => this.#events.progress((offset + bytes) / this.#file.size);
  }

  /** Throws if the file cannot be read, which the browser reports like a lost connection. */
  async #requireFile(): Promise<void> {
    try {
      await this.#file.slice(0, 1).arrayBuffer();
    } catch {
      throw new ServiceError('The file has changed or no longer exists.');
    }
  }

  #nextPause(): number {
    const longest = Math.min(MAX_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** this.#attempt++);
    return longest * (0.5 + Math.random() / 2); // not all files at the same time
  }
}

/** Waits, but not longer than until the browser is online again. */
function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = new AbortController();
    const end = (then: () => void) => () => {
      clearTimeout(timer);
      ended.abort();
      then();
    };
    const timer = setTimeout(end(resolve), millis);
    window.addEventListener('online', end(resolve), { signal: ended.signal });
    signal.addEventListener('abort', end(() => reject(signal.reason)), { signal: ended.signal });
  });
}
