import type { BffSettings } from '../options.ts';
import type { AuthorityConnection } from './connection.ts';

/** Addresses of the authority that a browser is sent to. */
export interface FrontChannel {
  /** Undefined when the metadata cannot be read. */
  createAuthorizationUrl(parameters: URLSearchParams): Promise<string | undefined>;
  /**
   * Where the browser signs out of the authority too. No token stands in it: the session's id is hint enough.
   *
   * @param sid - the authority's session, when it is known.
   * @returns Undefined when the authority names no such address, or its metadata cannot be read.
   * @see OpenID Connect RP-Initiated Logout 1.0 §2
   */
  createEndSessionUrl(sid: string | undefined): Promise<string | undefined>;
}

export function createFrontChannel(
  connection: AuthorityConnection,
  { clientId, postLogoutRedirectUri }: Pick<BffSettings, 'clientId' | 'postLogoutRedirectUri'>,
): FrontChannel {
  async function readAddress(
    operation: string,
    name: 'authorization_endpoint' | 'end_session_endpoint',
  ): Promise<URL | undefined> {
    const attempt = await connection.attempt(operation, async ({ server }) => server[name]);
    return attempt.ok && attempt.value !== undefined ? new URL(attempt.value) : undefined;
  }

  return {
    async createAuthorizationUrl(parameters) {
      const address = await readAddress('authorization', 'authorization_endpoint');
      for (const [name, value] of parameters) address?.searchParams.append(name, value);
      return address?.href;
    },
    async createEndSessionUrl(sid) {
      const address = await readAddress('end_session', 'end_session_endpoint');
      address?.searchParams.set('client_id', clientId);
      if (sid !== undefined) address?.searchParams.set('logout_hint', sid);
      address?.searchParams.set('post_logout_redirect_uri', postLogoutRedirectUri);
      return address?.href;
    },
  };
}
