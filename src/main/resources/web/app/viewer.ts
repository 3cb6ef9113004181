import { Links } from './links';
import { say, warn } from './notices';
import { BASE, byId, make, moment, size } from './page';
import { hide, Pictures } from './pictures';
import { Image, ServiceError, Service } from './service';
import { Share } from './share';

/** The large view of one image, with its actions. */
export class Viewer {
  readonly #dialog = byId<HTMLDialogElement>('viewer');
  readonly #picture = byId<HTMLImageElement>('viewer-image');
  readonly #word = byId('viewer-word');
  readonly #service: Service;
  readonly #pictures: Pictures;
  readonly #links: Links;
  readonly #share: Share;
  readonly #beside: (image: Image, step: 1 | -1) => Image | undefined;
  #image: Image | undefined;
  #loading = new AbortController();

  constructor(
    service: Service,
    pictures: Pictures,
    links: Links,
    actions: {
      beside: (image: Image, step: 1 | -1) => Image | undefined;
      remove: (image: Image) => void;
      closed: (image: Image) => void;
    },
  ) {
    this.#service = service;
    this.#pictures = pictures;
    this.#links = links;
    this.#share = new Share(service, links);
    this.#beside = actions.beside;
    byId('viewer-close').onclick = () => this.close();
    byId('viewer-newer').onclick = () => this.#go(-1);
    byId('viewer-older').onclick = () => this.#go(1);
    byId('viewer-download').onclick = () => void this.#with((image) => this.#download(image));
    byId('viewer-share').onclick = () => void this.#with((image) => this.#share.open(image));
    byId('viewer-copy-id').onclick = () => void this.#with((image) => copy(image.id, 'The id is copied.'));
    byId('viewer-copy-curl').onclick = () =>
      void this.#with((image) =>
        copy(curl(image), 'The command is copied. It reads the token from the variable TOKEN.'),
      );
    byId('viewer-delete').onclick = () =>
      void this.#with((image) => {
        this.close();
        actions.remove(image);
      });
    this.#dialog.onclick = (event) => event.target === this.#dialog && this.close(); // its backdrop
    this.#dialog.onkeydown = (event) => this.#key(event);
    this.#dialog.onclose = () => {
      this.#loading.abort();
      this.#share.close();
      hide(this.#picture);
      void this.#with(actions.closed);
      this.#image = undefined;
    };
  }

  open(image: Image): void {
    this.#dialog.showModal();
    void this.#look(image);
  }

  close(): void {
    this.#dialog.close();
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      this.#go(event.key === 'ArrowLeft' ? -1 : 1);
    }
  }

  #go(step: 1 | -1): void {
    const other = this.#image && this.#beside(this.#image, step);
    if (other) {
      void this.#look(other);
    }
  }

  async #look(image: Image): Promise<void> {
    this.#image = image;
    this.#loading.abort();
    const { signal } = (this.#loading = new AbortController());
    this.#describe(image);
    try {
      await this.#pictures.preview(image, this.#picture, signal);
      if (!signal.aborted) {
        this.#word.textContent = '';
      }
    } catch (failure) {
      if (!signal.aborted) {
        hide(this.#picture);
        this.#word.textContent =
          failure instanceof ServiceError ? failure.message : 'This browser cannot show the format. Download the image.';
      }
    }
  }

  #describe(image: Image): void {
    hide(this.#picture);
    this.#picture.width = image.width;
    this.#picture.height = image.height;
    this.#picture.alt = image.name;
    this.#word.textContent = 'Loading…';
    byId('viewer-name').textContent = image.name;
    const facts = {
      Size: `${image.width} × ${image.height} pixels, ${size(image.size)}`,
      Type: image.mediaType,
      Uploaded: moment(image.createdAt),
      Id: image.id,
    };
    byId('viewer-facts').replaceChildren(
      ...Object.entries(facts).map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value))),
    );
    byId('viewer-share').hidden = !this.#share.available;
    byId('viewer-newer').ariaDisabled = String(!this.#beside(image, -1));
    byId('viewer-older').ariaDisabled = String(!this.#beside(image, 1));
  }

  async #with(act: (image: Image) => void | Promise<void>): Promise<void> {
    try {
      await (this.#image && act(this.#image));
    } catch (failure) {
      warn(failure instanceof ServiceError ? failure.message : 'The browser does not allow that.');
    }
  }

  /** Saves by a link, which needs no memory and may lead to the store, or else from a blob. */
  async #download(image: Image): Promise<void> {
    const link = await this.#links.download(image);
    if (link) {
      make('a', { href: link, download: image.name }).click();
      return;
    }
    const url = URL.createObjectURL(await this.#service.download(image.id));
    make('a', { href: url, download: image.name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser does not report when it has read it
  }
}

async function copy(text: string, words: string): Promise<void> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
  } else {
    copyWithoutClipboard(text);
  }
  say(words);
}

/** Copies without the clipboard API, which browsers offer only over HTTPS and on localhost. */
function copyWithoutClipboard(text: string): void {
  const area = make('textarea', { value: text });
  byId('viewer').append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (!copied) {
    throw new Error('The browser cannot copy.');
  }
}

/** Returns a curl command without the token, which must not be on a clipboard. */
function curl(image: Image): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const url = quoted(`${location.origin}${BASE}/images/${image.id}`);
  return `curl -fsS -H "Authorization: Bearer $TOKEN" -o ${quoted(`./${image.name}`)} ${url}`;
}
