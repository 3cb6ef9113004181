import { Links } from './links';
import { byId, count, day, make } from './page';
import { hide, Pictures } from './pictures';
import { Image, ServiceError } from './service';

const PAGE = 48;
/** The distance outside of the window within which pages and thumbnails are fetched and thumbnails are kept. */
const AHEAD = '900px 0px';
/** Pictures with a ratio of width to height outside of these limits are shown whole, and do not fill their frames. */
const NARROW = 0.6;
const WIDE = 2.2;

interface Card {
  readonly image: Image;
  readonly item: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly picture: HTMLImageElement;
  loading?: AbortController;
}

/** Shows the images, newest first. Fetches pages as the user scrolls, and thumbnails as they become visible. */
export class Grid {
  readonly #list = byId('images');
  readonly #end = byId('end');
  readonly #cards = new Map<string, Card>();
  readonly #links: Links;
  readonly #pictures: Pictures;
  readonly #open: (image: Image) => void;
  readonly #remove: (image: Image) => void;
  readonly #atEnd = new IntersectionObserver((entries) => this.#reached(entries), { rootMargin: AHEAD });
  readonly #inSight = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: AHEAD });
  readonly #ending = new AbortController();
  #next: string | undefined;
  #fetching = false;
  #complete = false;

  constructor(
    links: Links,
    pictures: Pictures,
    actions: { open: (image: Image) => void; remove: (image: Image) => void },
  ) {
    this.#links = links;
    this.#pictures = pictures;
    this.#open = actions.open;
    this.#remove = actions.remove;
    this.#list.addEventListener('keydown', (event) => this.#key(event), { signal: this.#ending.signal });
    byId('list-problem').querySelector('button')!.onclick = () => void this.more();
  }

  /** Fetches the next page, and shows the outcome. */
  async more(): Promise<void> {
    if (this.#fetching || this.#complete || this.#ending.signal.aborted) {
      return;
    }
    this.#fetching = true;
    byId('list-problem').hidden = true;
    byId('status').textContent = 'Loading…';
    try {
      const page = await this.#links.list(PAGE, this.#next);
      if (this.#ending.signal.aborted) {
        return;
      }
      page.images.forEach((image) => this.#add(image, false));
      this.#next = page.next;
      this.#complete = page.next === undefined;
      this.#watchEnd();
    } catch (failure) {
      this.#failed(failure);
    } finally {
      this.#fetching = false;
      this.#tell();
    }
  }

  /** Adds a new image at the start. */
  prepend(image: Image): void {
    this.#add(image, true);
    this.#tell();
  }

  /** Removes an image, and returns a function that puts it back in its place. Moves the focus to its neighbor. */
  take(image: Image): () => void {
    const card = this.#cards.get(image.id);
    if (!card) {
      return () => {};
    }
    const neighbor = this.#neighbor(card, 1) ?? this.#neighbor(card, -1);
    const marker = document.createComment('');
    card.item.replaceWith(marker);
    this.#drop(card);
    this.#focus(neighbor);
    this.#tell();
    return () => {
      if (marker.isConnected) {
        this.#cards.set(image.id, card);
        marker.replaceWith(card.item);
        this.#inSight.observe(card.item);
        this.#focus(card);
        this.#tell();
      }
    };
  }

  /** Returns the loaded image before or after an image in the order of the page. */
  beside(image: Image, step: 1 | -1): Image | undefined {
    const card = this.#cards.get(image.id);
    const neighbor = card && this.#neighbor(card, step);
    if (step === 1 && !(neighbor && this.#neighbor(neighbor, 1))) {
      void this.more();
    }
    return neighbor?.image;
  }

  /** Moves the focus to an image when its large view closes. */
  focus(image: Image): void {
    this.#focus(this.#cards.get(image.id));
  }

  /** Removes everything when the user signs out. */
  end(): void {
    this.#ending.abort();
    this.#atEnd.disconnect();
    this.#cards.forEach((card) => this.#drop(card));
    this.#list.replaceChildren();
    byId('empty').hidden = true;
  }

  #add(image: Image, first: boolean): void {
    if (this.#cards.has(image.id)) {
      return; // an upload that is also on a page that was fetched later
    }
    const card = this.#card(image);
    this.#cards.set(image.id, card);
    this.#list[first ? 'prepend' : 'append'](card.item);
    this.#inSight.observe(card.item);
    if (this.#cards.size === 1) {
      card.button.tabIndex = 0;
    }
  }

  #card(image: Image): Card {
    const picture = make('img', { alt: '', loading: 'lazy', decoding: 'async' });
    const ratio = image.width / image.height;
    const frame = make('span', { className: ratio < NARROW || ratio > WIDE ? 'frame whole' : 'frame' }, picture);
    const facts = make('span', { className: 'facts' }, `${image.width} × ${image.height}`, ' · ');
    facts.append(make('time', { dateTime: image.createdAt.toISOString() }, day(image.createdAt)));
    const name = make('span', { className: 'name', title: image.name }, image.name);
    const button = make('button', { type: 'button', className: 'card', tabIndex: -1 }, frame, name, facts);
    const item = make('li', { id: `image-${image.id}` }, button);
    const card: Card = { image, item, button, picture };
    button.onclick = () => this.#open(image);
    button.onfocus = () => this.#makeTabStop(card);
    return card;
  }

  #cardOf(item: Element | null | undefined): Card | undefined {
    return item ? this.#cards.get(item.id.slice('image-'.length)) : undefined;
  }

  #neighbor(card: Card, step: number): Card | undefined {
    return this.#cardOf(step > 0 ? card.item.nextElementSibling : card.item.previousElementSibling);
  }

  #drop(card: Card): void {
    this.#cards.delete(card.image.id);
    this.#inSight.unobserve(card.item);
    this.#hide(card);
  }

  #reached(entries: IntersectionObserverEntry[]): void {
    if (entries.some((entry) => entry.isIntersecting)) {
      void this.more();
    }
  }

  /** Observes the end again, because an observer reports only changes and a short page may leave the end visible. */
  #watchEnd(): void {
    this.#atEnd.unobserve(this.#end);
    if (!this.#complete) {
      this.#atEnd.observe(this.#end);
    }
  }

  #seen(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const card = this.#cardOf(entry.target);
      if (card && entry.isIntersecting) {
        void this.#show(card);
      } else if (card) {
        this.#hide(card);
      }
    }
  }

  async #show(card: Card): Promise<void> {
    if (card.loading || card.picture.src) {
      return;
    }
    const loading = (card.loading = new AbortController());
    try {
      await this.#pictures.thumbnail(card.image, card.picture, loading.signal);
      if (!loading.signal.aborted) {
        card.item.classList.add('shown');
      }
    } catch {
      if (!loading.signal.aborted) {
        hide(card.picture);
        card.picture.parentElement!.dataset['format'] = format(card.image);
      }
    } finally {
      if (card.loading === loading) {
        card.loading = undefined;
      }
    }
  }

  #hide(card: Card): void {
    card.loading?.abort();
    card.loading = undefined;
    card.item.classList.remove('shown');
    hide(card.picture);
  }

  #failed(failure: unknown): void {
    if (failure instanceof ServiceError && failure.status !== 401) {
      const place = byId('list-problem');
      place.querySelector('p')!.textContent = failure.message;
      place.hidden = false;
      this.#atEnd.unobserve(this.#end);
    }
  }

  #tell(): void {
    const known = this.#cards.size;
    byId('empty').hidden = known > 0 || !this.#complete;
    byId('status').textContent = this.#complete && known > 0 ? count(known, 'image', 'images') : '';
  }

  #key(event: KeyboardEvent): void {
    const card = this.#cardOf((event.target as Element).closest('li'));
    if (!card || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const target = this.#targetOf(event.key, card);
    if (event.key === 'Delete') {
      this.#remove(card.image);
    }
    if (target || event.key === 'Delete') {
      event.preventDefault();
      this.#focus(target);
    }
  }

  #targetOf(key: string, card: Card): Card | undefined {
    const items = [...this.#list.children];
    const at = items.indexOf(card.item);
    const columns = getComputedStyle(this.#list).gridTemplateColumns.split(' ').length;
    const steps: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at - columns,
      ArrowDown: at + columns < items.length ? at + columns : at + 1,
      Home: 0,
      End: items.length - 1,
    };
    return this.#cardOf(items[steps[key] ?? -1]);
  }

  #focus(card: Card | undefined): void {
    card?.button.focus();
  }

  /** Makes an image the only one that the Tab key reaches. The arrow keys start from it. */
  #makeTabStop(card: Card): void {
    this.#list.querySelectorAll<HTMLElement>('.card[tabindex="0"]').forEach((other) => (other.tabIndex = -1));
    card.button.tabIndex = 0;
  }
}

/** Returns the name of the image's format, such as JPEG for image/jpeg. */
function format(image: Image): string {
  return image.mediaType.replace('image/', '').toUpperCase();
}
