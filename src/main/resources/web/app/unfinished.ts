const DATABASE = 'tintype';
const STORE = 'uploads';
/** The most bytes of files that the browser keeps, of all libraries together. */
const MAX_KEPT_BYTES = 256_000_000;
/** Uploads that were added earlier are forgotten. */
const MAX_AGE_MILLIS = 7 * 24 * 3_600_000;

/** An upload that has not ended, as this browser remembers it. It contains no token. */
export interface Unfinished {
  /** A UUID that the page has generated. */
  readonly id: string;
  readonly library: string;
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
  readonly addedAt: number;
  /** The id of the resumable upload, as soon as the service has created it. */
  readonly resumable?: string;
  /** The file itself, unless it is too large to keep or the user has signed out. */
  readonly file?: File;
}

/**
 * Remembers the uploads of one library that have not ended, in the browser's database, so that they continue after the page
 * was reloaded. If the browser has no database, as in some private windows, nothing is remembered and nothing fails.
 */
export class UnfinishedUploads {
  readonly #library: string;
  readonly #database = open();

  constructor(library: string) {
    this.#library = library;
  }

  /** Returns a description of a new upload, and does not remember it yet. */
  describe(file: File): Unfinished {
    const { name, size, lastModified } = file;
    return { id: uuid(), library: this.#library, name, size, lastModified, addedAt: Date.now() };
  }

  /** Returns the remembered uploads, the oldest first. Forgets those of all libraries that are too old. */
  async list(): Promise<Unfinished[]> {
    const all = await this.#all();
    const old = all.filter((upload) => upload.addedAt < Date.now() - MAX_AGE_MILLIS);
    await Promise.all(old.map((upload) => this.forget(upload)));
    return all
      .filter((upload) => upload.library === this.#library && !old.includes(upload))
      .sort((a, b) => a.addedAt - b.addedAt);
  }

  /** Remembers an upload with its file if there is space, and otherwise as soon as its bytes are stored by the service. */
  async keep(upload: Unfinished, file: File): Promise<Unfinished> {
    const others = (await this.#all()).filter((other) => other.id !== upload.id);
    const bytes = others.reduce((sum, other) => sum + (other.file?.size ?? 0), file.size);
    const kept = bytes <= MAX_KEPT_BYTES && { ...upload, file };
    if (kept && (await this.#run('readwrite', (store) => store.put(kept))) !== undefined) {
      return kept;
    }
    await this.change(upload);
    return upload;
  }

  /** Remembers an upload as it is now. An upload without a file of which the service has no bytes is not remembered. */
  async change(upload: Unfinished): Promise<void> {
    if (upload.file || upload.resumable) {
      await this.#run('readwrite', (store) => store.put(upload));
    }
  }

  async forget(upload: Unfinished): Promise<void> {
    await this.#run('readwrite', (store) => store.delete(upload.id));
  }

  /** Forgets the files of the library, because the user signs out. Choosing the same files continues their uploads. */
  async forgetFiles(): Promise<void> {
    for (const { file, ...upload } of await this.list()) {
      if (file) {
        await this.forget(upload);
        await this.change(upload);
      }
    }
  }

  async #all(): Promise<Unfinished[]> {
    return (await this.#run<Unfinished[]>('readonly', (store) => store.getAll())) ?? [];
  }

  /** Returns undefined if the browser has no database, or no space in it. */
  async #run<T>(mode: IDBTransactionMode, call: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
    const database = await this.#database;
    return database && new Promise((resolve) => {
      try {
        const transaction = database.transaction(STORE, mode);
        const request = call(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => resolve(undefined);
      } catch {
        resolve(undefined); // the browser has closed its database, or cannot copy the file
      }
    });
  }
}

function open(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(undefined);
    } catch {
      resolve(undefined);
    }
  });
}

/** Returns a random UUID. The browser's own function exists only over HTTPS and on localhost. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/**
 * Holds an upload for this tab until the signal, so that no other tab continues it too. Returns whether it is held: if not,
 * another tab holds it. Browsers offer locks only over HTTPS and on localhost; elsewhere two tabs may send the same upload,
 * of which the service stores each byte once.
 */
export function hold(upload: Unfinished, signal: AbortSignal): Promise<boolean> {
  if (!navigator.locks) {
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    void navigator.locks.request(`tintype-upload-${upload.id}`, { ifAvailable: true }, async (lock) => {
      resolve(lock !== null);
      if (lock && !signal.aborted) {
        await new Promise((release) => signal.addEventListener('abort', release, { once: true }));
      }
    });
  });
}
