import { byId, count, make } from './page';
import { Image, ServiceError, Service } from './service';

const MAX_CONCURRENT = 3;

/** Uploads files, a few at a time. Each has a line that shows its progress and its outcome. */
export class Uploads {
  readonly #panel = byId('uploads');
  readonly #title = byId('uploads-title');
  readonly #list = this.#panel.querySelector('ul')!;
  readonly #service: Service;
  readonly #stored: (image: Image) => void;
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #ending = new AbortController();
  #running = 0;
  #done = 0;
  #failed = 0;

  /** @param stored receives each image that was stored */
  constructor(service: Service, stored: (image: Image) => void) {
    this.#service = service;
    this.#stored = stored;
    byId('uploads-close').onclick = () => this.#close();
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      this.#waiting.push(this.#line(file));
    }
    this.#start();
  }

  /** Cancels uploads in progress when the user signs out. */
  end(): void {
    this.#waiting.length = 0;
    this.#ending.abort();
    this.#list.replaceChildren();
    this.#panel.hidden = true;
  }

  /** Returns whether leaving the page now would lose uploads. */
  get inProgress(): boolean {
    return this.#running + this.#waiting.length > 0;
  }

  #line(file: File): () => Promise<void> {
    const words = make('p', { className: 'words' }, 'Waiting');
    const bar = make('progress', { max: 1, value: 0, ariaLabel: `Upload of ${file.name}` });
    const line = make('li', {}, make('p', { className: 'name', title: file.name }, file.name), words, bar);
    this.#list.append(line);
    return async () => {
      try {
        const progress = (sent: number, all: number) => {
          bar.value = sent / all;
          words.textContent = sent < all ? `${Math.floor((100 * sent) / all)} %` : 'Storing…';
        };
        this.#stored(await this.#service.upload(file, progress, this.#ending.signal));
        this.#done++;
        line.className = 'stored';
        words.textContent = 'Uploaded';
      } catch (failure) {
        this.#failed++;
        line.className = 'failed';
        words.textContent = failure instanceof ServiceError ? failure.message : 'The upload was canceled.';
        this.#list.prepend(line);
      }
      bar.remove();
    };
  }

  #start(): void {
    while (this.#running < MAX_CONCURRENT && this.#waiting.length > 0) {
      this.#running++;
      void this.#waiting.shift()!().finally(() => {
        this.#running--;
        this.#start();
      });
    }
    this.#tell();
  }

  #tell(): void {
    if (this.#ending.signal.aborted) {
      return;
    }
    this.#panel.hidden = this.#list.childElementCount === 0;
    const ended = `${this.#done} uploaded${this.#failed > 0 ? `, ${this.#failed} failed` : ''}`;
    const left = this.#running + this.#waiting.length;
    this.#title.textContent = this.inProgress ? `Uploading ${count(left, 'image', 'images')}` : ended;
    byId('uploads-close').hidden = this.inProgress;
  }

  #close(): void {
    this.#list.replaceChildren();
    this.#panel.hidden = true;
    this.#done = this.#failed = 0;
    byId('choose').focus();
  }
}

/** Adds files that are chosen, dropped on the window or pasted into it. */
export function takeFiles(add: (files: Iterable<File>) => void, signal: AbortSignal): void {
  const input = byId<HTMLInputElement>('files');
  const choose = () => input.click();
  byId('choose').onclick = choose;
  byId('choose-first').onclick = choose;
  input.onchange = () => {
    add([...(input.files ?? [])]);
    input.value = '';
  };
  const drop = byId('drop');
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  const over = (event: DragEvent) => {
    if (hasFiles(event)) {
      event.preventDefault(); // otherwise the browser would open the file instead of the page
      drop.hidden = document.querySelector('dialog[open]') !== null;
    }
  };
  window.addEventListener('dragenter', over, { signal });
  window.addEventListener('dragover', over, { signal });
  window.addEventListener('dragleave', (event) => (drop.hidden ||= event.relatedTarget === null), { signal });
  window.addEventListener(
    'drop',
    (event) => {
      if (hasFiles(event)) {
        event.preventDefault();
        drop.hidden = true;
        add([...(event.dataTransfer?.files ?? [])]);
      }
    },
    { signal },
  );
  window.addEventListener('paste', (event) => add([...(event.clipboardData?.files ?? [])]), { signal });
}
