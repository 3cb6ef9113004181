import { Grant, hostOf, isReachable, Issuer, REDIRECT_URI, refusal, requestGrant, unreachable } from './issuer';
import { ServiceError } from './service';
import { claims, isJwt } from './tokens';

/** The key, in the session storage, of the sign-in that the issuer's page has not completed yet. It contains no token. */
const PENDING = 'tintype.sign-in';

/** The kind of a failure if the page expects no response, or another one. */
export const UNEXPECTED = 'unexpected-response';

interface Pending {
  readonly issuer: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly silent: boolean;
}

/** The errors with which an issuer says that it must show a page to the user (OpenID Connect Core 1.0, section 3.1.2.6). */
const NEEDS_USER = ['login_required', 'interaction_required', 'consent_required', 'account_selection_required'];

/**
 * Leaves for the issuer's page: an authorization code with PKCE (RFC 7636). Throws a {@link ServiceError} if that is not
 * possible.
 *
 * @param silent whether the issuer must return at once, without showing a page
 */
export async function beginSignIn(issuer: Issuer, silent: boolean): Promise<void> {
  if (!window.isSecureContext) {
    throw new ServiceError('Signing in needs a secure connection: open this page with https.');
  }
  if (!(await isReachable(issuer))) {
    throw unreachable(issuer);
  }
  const pending: Pending = { issuer: issuer.issuer, state: random(), nonce: random(), verifier: random(), silent };
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pending.verifier));
  keep(pending);
  const url = new URL(issuer.authorizationEndpoint);
  const parameters = {
    response_type: 'code',
    client_id: issuer.clientId,
    redirect_uri: REDIRECT_URI,
    scope: issuer.scope,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: base64Url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
    ...(issuer.audience && { audience: issuer.audience }),
    ...(silent && { prompt: 'none' }),
  };
  Object.entries(parameters).forEach(([name, value]) => url.searchParams.set(name, value));
  leaveFor(url, silent);
}

/** Opens a page of the issuer. If the user comes back to this page by the browser's history, it starts again. */
export function leaveFor(url: URL, replaces: boolean): void {
  window.addEventListener('pageshow', (event) => event.persisted && location.reload());
  if (replaces) {
    location.replace(url);
  } else {
    location.assign(url);
  }
}

/** Returns the issuer's response if the URL of this page has one, and removes it from the URL and from the history. */
export function takeResponse(): URLSearchParams | undefined {
  const response = new URLSearchParams(location.search);
  if (!response.has('state') || !(response.has('code') || response.has('error'))) {
    return undefined;
  }
  history.replaceState(null, '', location.pathname);
  return response;
}

/**
 * Returns the tokens of a sign-in, or undefined if it was silent and the issuer must show a page. Throws a
 * {@link ServiceError}.
 */
export async function completeSignIn(issuer: Issuer, response: URLSearchParams): Promise<Grant | undefined> {
  const pending = takePending();
  const error = response.get('error');
  if (pending?.issuer !== issuer.issuer || pending.state !== response.get('state')) {
    const words = 'This sign-in did not start in this tab, or has ended already. Sign in again.';
    throw new ServiceError(words, 401, UNEXPECTED);
  }
  const sender = response.get('iss');
  // Keycloak 23 omits it from some errors, which do no harm.
  if (sender === null ? issuer.namesItself && error === null : sender !== issuer.issuer) {
    throw new ServiceError(`This sign-in is not one of ${hostOf(issuer)}. Sign in again.`, 401);
  }
  if (error !== null) {
    if (pending.silent && NEEDS_USER.includes(error)) {
      return undefined;
    }
    throw new ServiceError(refusal(issuer, error), 401);
  }
  const grant = await requestGrant(
    issuer,
    {
      grant_type: 'authorization_code',
      code: response.get('code') ?? '',
      redirect_uri: REDIRECT_URI,
      code_verifier: pending.verifier,
    },
    'The sign-in took too long. Sign in again.',
  );
  check(issuer, grant, pending.nonce);
  return grant;
}

/**
 * Checks the ID token (OpenID Connect Core 1.0, section 3.1.3.7). It came from the issuer itself, so its signature is not
 * verified; and its time is not, because the clocks of browsers are often wrong.
 */
function check(issuer: Issuer, grant: Grant, nonce: string): void {
  const { iss, aud, nonce: named, sub } = claims(grant.idToken ?? '');
  const isForThisPage = [aud].flat().includes(issuer.clientId);
  if (iss !== issuer.issuer || !isForThisPage || named !== nonce || typeof sub !== 'string') {
    throw new ServiceError(refusal(issuer, 'invalid_id_token'), 401);
  }
  if (!isJwt(grant.accessToken)) {
    throw new ServiceError(
      `${hostOf(issuer)} issues tokens that this service cannot verify. Its operator must request tokens for this service.`,
      401,
    );
  }
}

function keep(pending: Pending): void {
  try {
    sessionStorage.setItem(PENDING, JSON.stringify(pending));
  } catch {
    throw new ServiceError('Signing in needs the storage of this tab, which your browser blocks.');
  }
}

/** Returns the sign-in that the issuer's page completes. It can be completed once. */
function takePending(): Pending | undefined {
  const kept = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  return kept ? (JSON.parse(kept) as Pending) : undefined;
}

const random = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
