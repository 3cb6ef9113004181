import { make } from './page';

/** What the words of a line are about; the name of a style. */
type Kind = '' | 'pausing' | 'unfinished' | 'stored' | 'failed';

/** Returns a fraction as text, rounded down. */
export const percent = (fraction: number): string => `${Math.floor(100 * fraction)} %`;

/** The line of an upload, with its progress and its outcome. */
export class UploadLine {
  readonly item: HTMLLIElement;
  readonly #words = make('p', { className: 'words' }, 'Waiting');
  readonly #bar: HTMLProgressElement;
  readonly #discard: HTMLButtonElement;
  /** Is called when the user discards the upload. */
  onDiscard = () => {};

  constructor(name: string) {
    this.#bar = make('progress', { max: 1, value: 0, ariaLabel: `Upload of ${name}` });
    this.#discard = make('button', { type: 'button', className: 'quiet', ariaLabel: `Discard ${name}` }, '✕');
    this.#discard.onclick = () => this.onDiscard();
    const title = make('p', { className: 'name', title: name }, name);
    this.item = make('li', {}, title, this.#words, this.#discard, this.#bar);
  }

  /** @param sent the fraction of the file, from 0 to 1 */
  progress(sent: number): void {
    this.#bar.value = sent;
    this.say(sent < 1 ? percent(sent) : 'Storing…');
  }

  say(words: string, kind: Kind = ''): void {
    this.#words.textContent = words;
    this.item.className = kind;
  }

  /** Shows the outcome. */
  end(words: string, kind: 'stored' | 'failed'): void {
    this.say(words, kind);
    this.#bar.remove();
    this.#discard.remove();
  }

  /**
   * Offers to choose the file again.
   *
   * @param chosen receives the file, and returns whether it is the right one, which ends the offer
   */
  offerChoice(chosen: (file: File) => boolean): void {
    const input = make('input', { type: 'file', hidden: true });
    const button = make('button', { type: 'button', onclick: () => input.click() }, 'Choose the file');
    const choice = make('div', { className: 'choice' }, button, input);
    input.onchange = () => {
      const [file] = input.files ?? [];
      if (file && !chosen(file)) {
        this.say('This is another file. Choose the same file to continue.', 'unfinished');
      }
      input.value = '';
    };
    this.#bar.replaceWith(choice);
  }

  /** Shows the progress again after {@link offerChoice}. */
  withdrawChoice(): void {
    this.item.querySelector('.choice')?.replaceWith(this.#bar);
    this.say('Waiting');
  }
}
