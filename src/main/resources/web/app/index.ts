import './gallery.css';
import { Deletions } from './deletions';
import { Grid } from './grid';
import { silence } from './notices';
import { byId } from './page';
import { Pictures } from './pictures';
import { developmentToken, Refusal, Service } from './service';
import { takeFiles, Uploads } from './uploads';
import { Viewer } from './viewer';

declare const LAUNCH_MODE: string; // the bundler's; what only dev mode needs is not in the other bundles

/** Where the token is kept: by this tab, until it is closed. */
const KEY = 'tintype.token';

/** The service, the grid and all the rest, for as long as one token is good. */
class Session {
  readonly #end = new AbortController();

  /** @param ended is told why, in words, when the token is refused */
  constructor(token: string, ended: (words: string) => void) {
    const service = new Service(token, (words) => {
      if (!this.#end.signal.aborted) {
        this.#end.abort();
        ended(words);
      }
    });
    const pictures = new Pictures(service);
    const grid: Grid = new Grid(service, pictures, {
      open: (image) => viewer.open(image),
      remove: (image) => deletions.delete(image),
    });
    const deletions = new Deletions(service, (image) => grid.take(image));
    const viewer = new Viewer(service, pictures, {
      beside: (image, step) => grid.beside(image, step),
      remove: (image) => deletions.delete(image),
      closed: (image) => grid.focus(image),
    });
    const uploads = new Uploads(service, (image) => grid.prepend(image));
    const { signal } = this.#end;
    takeFiles((files) => uploads.add(files), signal);
    window.addEventListener('pagehide', () => deletions.flush(), { signal });
    window.addEventListener('beforeunload', (event) => uploads.underWay && event.preventDefault(), { signal });
    byId('sign-out').onclick = () => {
      deletions.flush();
      this.#end.abort();
      ended('');
    };
    signal.addEventListener('abort', () => {
      viewer.close();
      uploads.end();
      grid.end();
      silence();
    });
    void grid.more();
  }
}

function enter(token: string): void {
  sessionStorage.setItem(KEY, token);
  byId('sign-in').hidden = true;
  byId('gallery').hidden = false;
  new Session(token, leave);
  byId('brand').focus();
}

/** Back to the sign-in, with the reason where it was not the person's own wish. */
function leave(words: string): void {
  sessionStorage.removeItem(KEY);
  byId('gallery').hidden = true;
  askForToken(words && `You are signed out. ${words} Sign in with another token.`);
}

function askForToken(words: string): void {
  byId('sign-in').hidden = false;
  byId('sign-in-problem').textContent = words;
  const field = byId<HTMLInputElement>('token');
  field.ariaInvalid = String(words !== '');
  field.focus();
}

/** Tries the token before anything is shown for it. */
async function signIn(text: string): Promise<void> {
  const token = text.trim().replace(/^Bearer\s+/i, '');
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
    askForToken('That is no token: one has three parts with dots between them.');
    return;
  }
  let refused = '';
  try {
    await new Service(token, () => {}).list(1);
  } catch (failure) {
    // A token that may not read may still upload.
    refused = failure instanceof Refusal && failure.status !== 403 ? failure.message : '';
  }
  if (refused) {
    askForToken(refused);
    return;
  }
  byId<HTMLInputElement>('token').value = '';
  askForToken('');
  enter(token);
}

byId<HTMLFormElement>('sign-in-form').addEventListener('submit', (event) => {
  event.preventDefault();
  void signIn(byId<HTMLInputElement>('token').value);
});

const kept = sessionStorage.getItem(KEY) ?? (LAUNCH_MODE === 'DEVELOPMENT' ? await developmentToken() : undefined);
if (kept) {
  enter(kept);
} else {
  askForToken('');
}
