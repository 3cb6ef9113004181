import { BASE } from './page';
import { ServiceError } from './service';

/** How users sign in, as the service reads it from its settings and from the issuer's discovery document. */
export interface Issuer {
  readonly issuer: string;
  /** The URL of the discovery document. */
  readonly document: string;
  readonly clientId: string;
  readonly scope: string;
  readonly audience?: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint?: string;
  readonly endSessionEndpoint?: string;
  /** Whether every authorization response names the issuer (RFC 9207). */
  readonly namesItself: boolean;
}

/** What the issuer's token endpoint has issued (RFC 6749, section 5.1). */
export interface Grant {
  readonly accessToken: string;
  /** Undefined if the issuer does not say when the token expires. */
  readonly lifetimeMillis?: number;
  readonly refreshToken?: string;
  readonly idToken?: string;
}

const TIMEOUT_MILLIS = 10_000;

/** The URL to which the issuer redirects: the page's own, without query and fragment. */
export const REDIRECT_URI = `${location.origin}${BASE}/`;

/** Returns the issuer, or undefined if users sign in by entering a token. Throws a {@link ServiceError}. */
export async function readIssuer(): Promise<Issuer | undefined> {
  let response;
  try {
    response = await fetch(`${BASE}/sign-in`, { signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
  } catch {
    throw new ServiceError('The service cannot be reached. Check your network connection.');
  }
  if (response.status === 204) {
    return undefined;
  }
  const body = await json(response);
  if (!response.ok) {
    throw new ServiceError(text(body['detail']) ?? `The service responded with status ${response.status}.`, response.status);
  }
  return body as unknown as Issuer;
}

/** Returns the issuer's host, by which users recognize it. */
export const hostOf = (issuer: Issuer): string => new URL(issuer.issuer).host;

/** Finds out whether the issuer responds at all, because the browser leaves this page to show a failure of a redirect. */
export async function isReachable(issuer: Issuer): Promise<boolean> {
  try {
    await fetch(issuer.document, {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
    return true;
  } catch {
    return false;
  }
}

/**
 * Requests tokens. Throws a {@link ServiceError}: a temporary one, or one with status 401 if the issuer refuses.
 *
 * @param expired the message if the code or the refresh token is not valid, or no longer
 */
export async function requestGrant(issuer: Issuer, fields: Record<string, string>, expired: string): Promise<Grant> {
  const response = await post(issuer.tokenEndpoint, { ...fields, client_id: issuer.clientId });
  if (!response || response.status >= 500 || response.status === 429) {
    throw unreachable(issuer);
  }
  const body = await json(response);
  const accessToken = text(body['access_token']);
  const isBearer = text(body['token_type'])?.toLowerCase() === 'bearer'; // others need more than the token itself
  if (!response.ok || !accessToken || !isBearer) {
    const error = response.ok ? 'invalid_token_response' : text(body['error']);
    throw new ServiceError(error === 'invalid_grant' ? expired : refusal(issuer, error), 401);
  }
  const seconds = Number(body['expires_in']);
  return {
    accessToken,
    ...(seconds > 0 && { lifetimeMillis: 1000 * seconds }),
    ...optional('refreshToken', text(body['refresh_token'])),
    ...optional('idToken', text(body['id_token'])),
  };
}

/** Revokes a token (RFC 7009), as far as that is possible. The request continues while the browser leaves the page. */
export async function revoke(issuer: Issuer, token: string): Promise<void> {
  if (issuer.revocationEndpoint) {
    await post(issuer.revocationEndpoint, { token, token_type_hint: 'refresh_token', client_id: issuer.clientId });
  }
}

export function unreachable(issuer: Issuer): ServiceError {
  return new ServiceError(`${hostOf(issuer)}, where you sign in, does not respond to this page. Try again later.`, 503);
}

/** Describes an error code of the issuer. Its description is not shown, because any site can link here with one. */
export function refusal(issuer: Issuer, error: string | null | undefined): string {
  const code = error && /^[a-z_]{1,40}$/.test(error) ? error : 'no reason given';
  switch (code) {
    case 'access_denied':
      return `${hostOf(issuer)} did not let you in, or you canceled the sign-in.`;
    case 'temporarily_unavailable':
    case 'server_error':
      return `The sign-in took too long, or ${hostOf(issuer)} is unavailable. Try again.`;
    default:
      return `${hostOf(issuer)} refused the sign-in (${code}). Tell the operator of this service.`;
  }
}

async function post(url: string, fields: Record<string, string>): Promise<Response | undefined> {
  try {
    return await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      credentials: 'omit',
      redirect: 'error',
      cache: 'no-store',
      keepalive: true,
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
  } catch {
    return undefined; // the browser does not tell a lost connection from a missing Access-Control-Allow-Origin
  }
}

async function json(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const optional = <K extends string>(name: K, value: string | undefined): Partial<Record<K, string>> =>
  (value === undefined ? {} : { [name]: value }) as Partial<Record<K, string>>;
