import { Links, path } from './links';
import { byId, moment } from './page';
import { Image, Service, ServiceError } from './service';

/** The dialog that creates and copies a link to one image, and revokes all links. */
export class Share {
  readonly #dialog = byId<HTMLDialogElement>('share');
  readonly #lifetime = byId<HTMLSelectElement>('share-lifetime');
  readonly #field = byId<HTMLInputElement>('share-url');
  readonly #confirm = byId('share-confirm');
  readonly #revoke = byId('share-revoke');
  readonly #service: Service;
  readonly #links: Links;
  #image: Image | undefined;

  constructor(service: Service, links: Links) {
    this.#service = service;
    this.#links = links;
    byId<HTMLFormElement>('share-form').onsubmit = (event) => {
      event.preventDefault();
      void this.#copy();
    };
    this.#lifetime.onchange = () => this.#reset();
    this.#field.onfocus = () => this.#field.select();
    byId('share-close').onclick = () => this.close();
    this.#revoke.onclick = () => this.#ask(true);
    byId('share-keep').onclick = () => this.#ask(false);
    byId('share-confirmed').onclick = () => void this.#revokeAll();
    // On its backdrop. A handler that returned false would cancel the click on a button.
    this.#dialog.addEventListener('click', (event) => event.target === this.#dialog && this.close());
    // A key of this dialog must not move the large view below it to another image.
    this.#dialog.onkeydown = (event) => event.stopPropagation();
  }

  /** Returns whether the service creates links for this token, as far as is known. */
  get available(): boolean {
    return this.#links.available;
  }

  open(image: Image): void {
    this.#image = image;
    this.#confirm.hidden = true;
    this.#revoke.hidden = false;
    this.#reset();
    this.#dialog.showModal();
  }

  close(): void {
    this.#dialog.close();
  }

  /** Removes the outcome of the last action. */
  #reset(): void {
    this.#say('', '');
    byId('share-link').hidden = true;
    this.#field.value = '';
  }

  async #copy(): Promise<void> {
    const image = this.#image!;
    this.#reset();
    try {
      const link = this.#service.createLink(image.id, this.#lifetime.value);
      const url = link.then((created) => new URL(/^https?:/.test(created.url) ? created.url : path(created), location.href).href);
      const copied = await copy(url);
      this.#field.value = await url;
      byId('share-link').hidden = false;
      const { expiresAt } = await link;
      const until = expiresAt ? ` It opens until ${moment(expiresAt)}.` : '';
      this.#say(`${copied ? 'The link is copied.' : 'Copy the link from the field.'}${until}`, '');
      if (!copied) {
        this.#field.focus();
      }
    } catch (failure) {
      this.#say('', words(failure));
    }
  }

  #ask(open: boolean): void {
    this.#reset();
    this.#confirm.hidden = !open;
    this.#revoke.hidden = open;
    byId(open ? 'share-keep' : 'share-revoke').focus();
  }

  async #revokeAll(): Promise<void> {
    try {
      await this.#links.revoke();
      this.#ask(false);
      this.#say('All links are revoked.', '');
    } catch (failure) {
      this.#say('', words(failure));
    }
  }

  #say(word: string, problem: string): void {
    byId('share-word').textContent = word;
    byId('share-problem').textContent = problem;
  }
}

/**
 * Copies a text that is not known yet. Safari allows it only if the clipboard is used at once when the user clicks, and the
 * text follows. Returns false if the browser does not allow it: the clipboard exists only over HTTPS and on localhost.
 */
async function copy(text: Promise<string>): Promise<boolean> {
  const blob = text.then((value) => new Blob([value], { type: 'text/plain' }));
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    return true;
  } catch {
    await blob; // throws if there is no text
    return false;
  }
}

function words(failure: unknown): string {
  if (failure instanceof ServiceError && failure.status === 400) {
    return 'This service does not allow links that open for so long. Choose a shorter time.';
  }
  return failure instanceof ServiceError ? failure.message : 'The browser does not allow that.';
}
