import { beginSignIn, leaveFor } from './authorization';
import { Grant, hostOf, isReachable, Issuer, REDIRECT_URI, requestGrant, revoke } from './issuer';
import { EXPIRED, ServiceError } from './service';
import { claims, Tokens } from './tokens';

/** The key, in the session storage, that says that the user of this tab is signed in. It contains no token. */
const SIGNED_IN = 'tintype.signed-in';
/** A token is renewed when less than this time, or half of its lifetime, is left. */
const RENEWED_BEFORE_MILLIS = 60_000;
/** How long the page goes on with a valid token after its renewal has failed. */
const PAUSE_AFTER_FAILURE_MILLIS = 5_000;
/** A session that ends sooner than this after it was restored is not restored again without the user. */
const MIN_RESTORED_MILLIS = 60_000;

/** Marks this tab, so that the session is restored when the page is loaded again. */
export const markSignedIn = (): void => sessionStorage.setItem(SIGNED_IN, String(Date.now()));
export const markSignedOut = (): void => sessionStorage.removeItem(SIGNED_IN);
export const isMarkedSignedIn = (): boolean => sessionStorage.getItem(SIGNED_IN) !== null;

/** Returns whether a session that has expired may be restored without the user, which must not become a loop. */
export const mayRestore = (): boolean =>
  Math.abs(Date.now() - Number(sessionStorage.getItem(SIGNED_IN))) > MIN_RESTORED_MILLIS;

/** The tokens of a user who has signed in with an issuer. They are only in memory. */
export class IssuerSession implements Tokens {
  readonly #issuer: Issuer;
  #grant: Grant;
  /** When the token is renewed and when it expires, by the clock of this browser; infinite if it cannot be renewed. */
  #renewsAt = 0;
  #endsAt = 0;
  #renewal: Promise<void> | undefined;

  constructor(issuer: Issuer, grant: Grant) {
    this.#issuer = issuer;
    this.#grant = grant;
    this.#receive(grant);
  }

  get last(): string {
    return this.#grant.accessToken;
  }

  async current(): Promise<string> {
    if (Date.now() >= this.#renewsAt) {
      try {
        await this.#renewOnce();
      } catch (failure) {
        if (Date.now() >= this.#endsAt || !(failure instanceof ServiceError && failure.isTemporary)) {
          throw failure;
        }
        this.#renewsAt = Date.now() + PAUSE_AFTER_FAILURE_MILLIS;
      }
    }
    return this.last;
  }

  async renew(): Promise<boolean> {
    if (!this.#grant.refreshToken) {
      return false;
    }
    await this.#renewOnce();
    return true;
  }

  /** Signs in again at the issuer, without the user, and loads the page again. */
  restore(): Promise<void> {
    return beginSignIn(this.#issuer, true);
  }

  /**
   * Signs the user out, at the issuer too (OpenID Connect RP-Initiated Logout 1.0), for which it leaves this page. Returns a
   * message if the user may still be signed in there.
   */
  async signOut(): Promise<string> {
    markSignedOut();
    await this.#renewal?.catch(() => {});
    const { refreshToken, idToken } = this.#grant;
    this.#grant = { accessToken: '' };
    if (!(await isReachable(this.#issuer))) {
      return this.#remains('does not respond');
    }
    if (refreshToken) {
      await revoke(this.#issuer, refreshToken);
    }
    if (!this.#issuer.endSessionEndpoint) {
      return this.#remains('does not offer to sign you out');
    }
    const url = new URL(this.#issuer.endSessionEndpoint);
    url.searchParams.set('client_id', this.#issuer.clientId);
    url.searchParams.set('post_logout_redirect_uri', REDIRECT_URI);
    if (idToken) {
      url.searchParams.set('id_token_hint', idToken);
    }
    leaveFor(url, true);
    return '';
  }

  #remains(reason: string): string {
    return `You are signed out here. ${hostOf(this.#issuer)} ${reason}: close the browser to end your session there too.`;
  }

  /** Renews the token once, however many requests wait for it. An issuer may accept each refresh token only once. */
  #renewOnce(): Promise<void> {
    this.#renewal ??= this.#renew().finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  async #renew(): Promise<void> {
    const { refreshToken, idToken } = this.#grant;
    const ended = 'Your session has ended.';
    let grant;
    try {
      grant = await requestGrant(
        this.#issuer,
        { grant_type: 'refresh_token', refresh_token: refreshToken ?? '' },
        ended,
      );
    } catch (failure) {
      throw failure instanceof ServiceError && failure.message === ended ? new ServiceError(ended, 401, EXPIRED) : failure;
    }
    if (grant.idToken && claims(grant.idToken)['sub'] !== claims(idToken ?? '')['sub']) {
      throw new ServiceError('Another user has signed in.', 401, EXPIRED);
    }
    this.#receive({ refreshToken, idToken, ...grant } as Grant);
  }

  #receive(grant: Grant): void {
    this.#grant = grant;
    const { refreshToken, lifetimeMillis = Infinity } = grant;
    const lifetime = refreshToken ? lifetimeMillis : Infinity;
    this.#endsAt = Date.now() + lifetime;
    this.#renewsAt = this.#endsAt - Math.min(RENEWED_BEFORE_MILLIS, lifetime / 2);
  }
}
