import { byId, count } from './page';
import { Image, Service, ServiceError, UploadState } from './service';
import { Transfer } from './transfer';
import { hold, Unfinished, UnfinishedUploads } from './unfinished';
import { percent, UploadLine } from './upload-line';

const MAX_CONCURRENT = 3;

/** A file that waits for its turn or is being sent. */
class Job {
  readonly abort = new AbortController();
  isPausing = false;
  /** Whether the browser keeps the file, so that the upload continues when the page is loaded again. */
  isKept = false;

  /** @param remembered what the browser remembers, before anything is sent */
  constructor(
    readonly file: File,
    readonly line: UploadLine,
    readonly remembered: Promise<Unfinished>,
  ) {
    void remembered.then((upload) => (this.isKept = upload.file !== undefined));
  }
}

/** Uploads files, a few at a time, and continues those that had not ended when the page was closed. */
export class Uploads {
  readonly #panel = byId('uploads');
  readonly #title = byId('uploads-title');
  readonly #list = this.#panel.querySelector('ul')!;
  readonly #service: Service;
  readonly #stored: (image: Image) => void;
  readonly #unfinished: UnfinishedUploads;
  readonly #waiting: Job[] = [];
  readonly #running = new Set<Job>();
  /** Uploads without their files, and what continues them when the user chooses these again. */
  readonly #offers = new Map<Unfinished, (file: File) => void>();
  readonly #ending = new AbortController();
  #done = 0;
  #failed = 0;

  /** @param stored receives each image that was stored */
  constructor(service: Service, stored: (image: Image) => void) {
    this.#service = service;
    this.#stored = stored;
    this.#unfinished = new UnfinishedUploads(service.owner);
    byId('uploads-close').onclick = () => this.#close();
    void this.#restore();
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const offer = [...this.#offers].find(([upload]) => isSame(upload, file));
      if (offer) {
        offer[1](file);
      } else {
        const upload = this.#unfinished.describe(file);
        this.#enqueue(file, hold(upload, this.#ending.signal).then(() => this.#unfinished.keep(upload, file)));
      }
    }
  }

  /** Stops all uploads when the user signs out or the token is rejected. They continue after the next sign-in. */
  end(): void {
    this.#waiting.length = 0;
    this.#ending.abort();
    this.#list.replaceChildren();
    this.#panel.hidden = true;
  }

  /** Forgets the files, because the user signs out: other users of this browser must not see them. */
  async forgetFiles(): Promise<void> {
    await this.#unfinished.forgetFiles();
  }

  /** Returns whether leaving the page now would lose uploads. */
  get losesOnLeave(): boolean {
    return [...this.#waiting, ...this.#running].some((job) => !job.isKept);
  }

  async #restore(): Promise<void> {
    for (const upload of await this.#unfinished.list()) {
      if (!(await hold(upload, this.#ending.signal))) {
        continue; // another tab sends it
      }
      if (upload.file) {
        this.#enqueue(upload.file, Promise.resolve(upload));
      } else {
        await this.#offer(upload);
      }
    }
  }

  /** Shows an upload whose file the browser does not keep. */
  async #offer(upload: Unfinished): Promise<void> {
    const line = new UploadLine(upload.name);
    const state = await this.#stateOf(upload);
    if (this.#ending.signal.aborted) {
      return;
    }
    this.#list.append(line.item);
    if (!state || state.image) {
      await this.#unfinished.forget(upload);
      this.#end(line, state ? '' : 'The upload has expired. Choose the file again to upload it.');
      return;
    }
    const close = () => {
      this.#offers.delete(upload);
      line.withdrawChoice();
    };
    const resume = (file: File) => {
      close();
      this.#enqueue(file, this.#unfinished.keep(upload, file), line);
    };
    this.#offers.set(upload, resume);
    line.say(`Unfinished at ${percent(state.offset / upload.size)}. Choose the same file to continue.`, 'unfinished');
    line.offerChoice((file) => isSame(upload, file) && (resume(file), true));
    line.onDiscard = () => {
      close();
      void this.#discard(upload, line);
    };
    this.#tell();
  }

  /** Returns undefined if the upload has expired. A failure to find out is not a reason to forget it. */
  async #stateOf(upload: Unfinished): Promise<UploadState | undefined> {
    try {
      return await this.#service.uploadState(upload.resumable!, this.#ending.signal);
    } catch {
      return { offset: 0 };
    }
  }

  #enqueue(file: File, remembered: Promise<Unfinished>, line = new UploadLine(file.name)): void {
    const job = new Job(file, line, remembered);
    line.onDiscard = () => this.#cancel(job);
    this.#list.append(line.item);
    this.#waiting.push(job);
    this.#start();
  }

  #cancel(job: Job): void {
    const position = this.#waiting.indexOf(job);
    if (position < 0) {
      job.abort.abort();
      return;
    }
    this.#waiting.splice(position, 1);
    void job.remembered.then((upload) => this.#discard(upload, job.line));
  }

  #start(): void {
    while (this.#running.size < MAX_CONCURRENT && this.#waiting.length > 0) {
      const job = this.#waiting.shift()!;
      this.#running.add(job);
      void this.#run(job).finally(() => {
        this.#running.delete(job);
        this.#start();
      });
    }
    this.#tell();
  }

  async #run(job: Job): Promise<void> {
    const { file, line } = job;
    let upload = await job.remembered;
    const events = {
      progress: (sent: number) => {
        line.progress(sent);
        this.#pauses(job, false);
      },
      pauses: (words: string) => {
        line.say(words, 'pausing');
        this.#pauses(job, true);
      },
      changed: (changed: Unfinished) => this.#unfinished.change((upload = changed)),
    };
    const signal = AbortSignal.any([job.abort.signal, this.#ending.signal]);
    try {
      this.#stored(await new Transfer(this.#service, upload, file, events, signal).run());
      this.#end(line, '');
    } catch (failure) {
      if (this.#ending.signal.aborted) {
        return; // it is still remembered
      }
      if (job.abort.signal.aborted) {
        await this.#discard(upload, line);
        return;
      }
      this.#end(line, failure instanceof ServiceError ? failure.message : 'The upload failed.');
    }
    await this.#unfinished.forget(upload);
  }

  /** Removes an upload from the page, from the browser and from the service. */
  async #discard(upload: Unfinished, line: UploadLine): Promise<void> {
    line.item.remove();
    this.#tell();
    await this.#unfinished.forget(upload);
    if (upload.resumable) {
      await this.#service.cancelUpload(upload.resumable).catch(() => {}); // it expires
    }
  }

  /** @param failure what went wrong, or nothing if the image is stored */
  #end(line: UploadLine, failure: string): void {
    if (failure) {
      this.#failed++;
      line.end(failure, 'failed');
      this.#list.prepend(line.item);
    } else {
      this.#done++;
      line.end('Uploaded', 'stored');
    }
    this.#tell();
  }

  #pauses(job: Job, isPausing: boolean): void {
    if (job.isPausing !== isPausing) {
      job.isPausing = isPausing;
      this.#tell();
    }
  }

  #tell(): void {
    if (this.#ending.signal.aborted) {
      return;
    }
    this.#panel.hidden = this.#list.childElementCount === 0;
    const left = this.#running.size + this.#waiting.length;
    this.#title.textContent = left > 0 ? this.#ahead(left) : this.#outcome();
    byId('uploads-close').hidden = left > 0;
  }

  #ahead(left: number): string {
    const isPausing = [...this.#running].every((job) => job.isPausing) && this.#running.size > 0;
    return `Uploading ${count(left, 'image', 'images')}${isPausing ? ', paused' : ''}`;
  }

  #outcome(): string {
    const parts: [number, string][] = [
      [this.#done, 'uploaded'],
      [this.#failed, 'failed'],
      [this.#offers.size, 'unfinished'],
    ];
    const words = parts.filter(([number]) => number > 0).map(([number, word]) => `${count(number, word, word)}`);
    return words.join(', ') || '0 uploaded';
  }

  /** Removes the lines of uploads that have ended. Unfinished uploads are shown again with the next upload. */
  #close(): void {
    this.#list.replaceChildren(...this.#list.querySelectorAll('.unfinished'));
    this.#panel.hidden = true;
    this.#done = this.#failed = 0;
    byId('choose').focus();
  }
}

/** Returns whether a file is the one that was chosen for an upload, as far as the browser tells. */
function isSame(upload: Unfinished, file: File): boolean {
  return upload.name === file.name && upload.size === file.size && upload.lastModified === file.lastModified;
}
