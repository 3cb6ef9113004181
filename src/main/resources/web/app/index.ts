import './gallery.css';
import { Deletions } from './deletions';
import { takeFiles } from './files';
import { Grid } from './grid';
import { Links } from './links';
import { silence } from './notices';
import { byId } from './page';
import { Pictures } from './pictures';
import { developmentToken, ServiceError, Service } from './service';
import { Uploads } from './uploads';
import { Viewer } from './viewer';

declare const LAUNCH_MODE: string; // set by the bundler, so that other bundles omit the code for dev mode

/** The key of the token in the session storage, which lasts until this tab is closed. */
const KEY = 'tintype.token';

/** Everything that belongs to one signed-in user, until sign-out or until the service rejects the token. */
class Session {
  readonly #end = new AbortController();

  /** @param ended receives the reason, as text for the user, when the service rejects the token */
  constructor(token: string, ended: (words: string) => void) {
    const service = new Service(token, (words) => {
      if (!this.#end.signal.aborted) {
        this.#end.abort();
        ended(words);
      }
    });
    const links = new Links(service);
    const pictures = new Pictures(service, links);
    const grid: Grid = new Grid(links, pictures, {
      open: (image) => viewer.open(image),
      remove: (image) => deletions.delete(image),
    });
    const deletions = new Deletions(service, (image) => grid.take(image));
    const viewer = new Viewer(service, pictures, links, {
      beside: (image, step) => grid.beside(image, step),
      remove: (image) => deletions.delete(image),
      closed: (image) => grid.focus(image),
    });
    const uploads = new Uploads(service, (image) => grid.prepend(image));
    const { signal } = this.#end;
    takeFiles((files) => uploads.add(files), signal);
    window.addEventListener('pagehide', () => deletions.flush(), { signal });
    window.addEventListener('beforeunload', (event) => uploads.losesOnLeave && event.preventDefault(), { signal });
    byId('sign-out').onclick = () => {
      deletions.flush();
      this.#end.abort();
      void uploads.forgetFiles();
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

/** Returns to the sign-in, and shows the reason if the user did not sign out. */
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

/** Tries the token before the gallery is shown. */
async function signIn(text: string): Promise<void> {
  const token = text.trim().replace(/^Bearer\s+/i, '');
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
    askForToken('This is not a token. A token has three parts, separated by dots.');
    return;
  }
  let rejection = '';
  try {
    await new Service(token, () => {}).list(1);
  } catch (failure) {
    // A token whose scope does not allow reading may still allow uploads.
    rejection = failure instanceof ServiceError && failure.status !== 403 ? failure.message : '';
  }
  if (rejection) {
    askForToken(rejection);
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
