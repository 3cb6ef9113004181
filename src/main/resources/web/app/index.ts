import './gallery.css';
import { beginSignIn, completeSignIn, takeResponse, UNEXPECTED } from './authorization';
import { Deletions } from './deletions';
import { takeFiles } from './files';
import { Grid } from './grid';
import { Issuer, hostOf, readIssuer } from './issuer';
import { IssuerSession, isMarkedSignedIn, markSignedIn, markSignedOut, mayRestore } from './issuer-session';
import { Links } from './links';
import { silence } from './notices';
import { byId } from './page';
import { Pictures } from './pictures';
import { developmentToken, EXPIRED, ServiceError, Service } from './service';
import { SignInSheet } from './sign-in-sheet';
import { EnteredToken, isJwt, Tokens } from './tokens';
import { Uploads } from './uploads';
import { Viewer } from './viewer';

declare const LAUNCH_MODE: string; // set by the bundler, so that other bundles omit the code for dev mode

/** The key of an entered token in the session storage, which lasts until this tab is closed. */
const KEY = 'tintype.token';

/** How a session ends. */
interface Ends {
  /** @param mayLeave whether leaving the page loses nothing */
  rejected(failure: ServiceError, mayLeave: boolean): void;
  signedOut(): void;
}

/** Everything that belongs to one signed-in user, until sign-out or until the service rejects the token. */
class Session {
  readonly #end = new AbortController();

  constructor(tokens: Tokens, ends: Ends) {
    const service = new Service(tokens, (failure) => {
      if (!this.#end.signal.aborted) {
        const mayLeave = !uploads.losesOnLeave;
        this.#end.abort();
        ends.rejected(failure, mayLeave);
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
      void uploads.forgetFiles().then(() => ends.signedOut());
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

const sheet = new SignInSheet();

function enter(tokens: Tokens, ends: Ends): void {
  sheet.hide();
  byId('gallery').hidden = false;
  new Session(tokens, ends);
  byId('brand').focus();
}

/** Signs in with a token that the user enters. */
class TokenSignIn {
  constructor() {
    sheet.onToken = (text) => void this.#try(text);
  }

  enter(token: string): void {
    sessionStorage.setItem(KEY, token);
    enter(new EnteredToken(token), {
      rejected: ({ message }) => this.#leave(`You are signed out. ${message} Sign in with another token.`),
      signedOut: () => this.#leave(''),
    });
  }

  #leave(words: string): void {
    sessionStorage.removeItem(KEY);
    byId('gallery').hidden = true;
    sheet.askForToken(words);
  }

  /** Tries the token before the gallery is shown. */
  async #try(text: string): Promise<void> {
    const token = text.trim().replace(/^Bearer\s+/i, '');
    if (!isJwt(token)) {
      sheet.askForToken('This is not a token. A token has three parts, separated by dots.');
      return;
    }
    try {
      await new Service(new EnteredToken(token), () => {}).list(1);
    } catch (failure) {
      // A token whose scope does not allow reading may still allow uploads.
      if (failure instanceof ServiceError && failure.status !== 403) {
        sheet.askForToken(failure.message);
        return;
      }
    }
    this.enter(token);
  }
}

/** Signs in at the page of an issuer. */
class IssuerSignIn {
  readonly #issuer: Issuer;

  constructor(issuer: Issuer) {
    this.#issuer = issuer;
    sheet.onIssuer = () => void this.#begin(false);
  }

  /**
   * Completes a sign-in, or restores that of this tab.
   *
   * @param response of the issuer, if its page has led here
   */
  async start(response: URLSearchParams | undefined): Promise<void> {
    const isRestorable = isMarkedSignedIn();
    if (!response) {
      return isRestorable ? this.#begin(true) : this.#ask('');
    }
    sheet.wait('Signing in…');
    try {
      const grant = await completeSignIn(this.#issuer, response);
      return grant ? this.#enter(new IssuerSession(this.#issuer, grant)) : this.#ask('Your session has ended. Sign in again.');
    } catch (failure) {
      this.#ask(wordsOf(failure));
      // The back button has led to the issuer's page, which redirects again. The mark is removed, so this happens once.
      if (isRestorable && failure instanceof ServiceError && failure.kind === UNEXPECTED) {
        await this.#begin(true);
      }
    }
  }

  async #begin(silent: boolean): Promise<void> {
    sheet.wait('Signing in…');
    try {
      await beginSignIn(this.#issuer, silent);
    } catch (failure) {
      this.#ask(wordsOf(failure), silent);
    }
  }

  #enter(tokens: IssuerSession): void {
    markSignedIn();
    enter(tokens, {
      rejected: (failure, mayLeave) => void this.#rejected(failure, mayLeave),
      signedOut: () => {
        this.#close('Signing out…');
        void tokens.signOut().then((words) => words && this.#ask(words));
      },
    });
  }

  async #rejected(failure: ServiceError, mayLeave: boolean): Promise<void> {
    this.#close('Signing in…');
    if (failure.kind !== EXPIRED) {
      this.#ask(`The service does not accept your sign-in. ${failure.message} Tell the operator of this service.`);
    } else if (mayLeave && mayRestore()) {
      await this.#begin(true);
    } else {
      this.#ask(`${failure.message} Sign in again.`);
    }
  }

  #close(words: string): void {
    byId('gallery').hidden = true;
    sheet.wait(words);
  }

  /** @param staysSignedIn whether the next load of the page tries to restore the session */
  #ask(words: string, staysSignedIn = false): void {
    if (!staysSignedIn) {
      markSignedOut();
    }
    sheet.askForIssuer(hostOf(this.#issuer), words);
  }
}

function wordsOf(failure: unknown): string {
  if (failure instanceof DOMException && failure.name === 'SecurityError') {
    return 'Your browser blocks the storage of this tab, which signing in needs.';
  }
  return failure instanceof ServiceError ? failure.message : `The sign-in failed: ${String(failure)}`;
}

async function start(): Promise<void> {
  const response = takeResponse();
  const issuer = await readIssuer();
  if (issuer) {
    await new IssuerSignIn(issuer).start(response);
    return;
  }
  const signIn = new TokenSignIn();
  const kept = sessionStorage.getItem(KEY) ?? (LAUNCH_MODE === 'DEVELOPMENT' ? await developmentToken() : undefined);
  if (kept) {
    signIn.enter(kept);
  } else {
    sheet.askForToken('');
  }
}

start().catch((failure) => sheet.offerReload(wordsOf(failure)));
