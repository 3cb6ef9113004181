/** Provides the tokens with which the page calls the service. */
export interface Tokens {
  /** The last token, which may have expired. */
  readonly last: string;
  /** Returns a token, after renewing it if it expires soon. Throws a {@link ServiceError}. */
  current(): Promise<string>;
  /** Renews a token that the service has rejected. Returns false if there is no other; throws a {@link ServiceError}. */
  renew(): Promise<boolean>;
}

/** A token that the user has entered, which cannot be renewed. */
export class EnteredToken implements Tokens {
  constructor(readonly last: string) {}

  async current(): Promise<string> {
    return this.last;
  }

  async renew(): Promise<boolean> {
    return false;
  }
}

/** Returns whether a text has the form of a JWT. */
export const isJwt = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

/** Returns the claims of a token, which the page does not verify, or none if it cannot read them. */
export function claims(token: string): Record<string, unknown> {
  try {
    const payload = token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
