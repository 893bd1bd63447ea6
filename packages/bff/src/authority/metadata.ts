import * as oauth from 'oauth4webapi';
import { isLoopbackHttp, parseSecureUrl } from '../secure-url.ts';
import { allowLoopbackHttp } from './loopback-http.ts';

/** The authority's metadata: read when first asked for, then kept until something it says did not work. */
export interface MetadataSource {
  /** One fetch at a time, shared by all who ask. Rejects when it fails; asked again, it tries again. */
  get(): Promise<oauth.AuthorizationServer>;
  /** Read it anew next time. */
  forget(): void;
}

const addressNames = [
  'authorization_endpoint',
  'token_endpoint',
  'revocation_endpoint',
  'end_session_endpoint',
  'authorization_challenge_endpoint',
];

/**
 * Metadata of an issuer; nothing is fetched yet. Redirects are not followed.
 *
 * @see OpenID Connect Discovery §4
 */
export function createMetadataSource(
  issuer: string,
  timeoutMs: number,
  fetch: typeof globalThis.fetch,
): MetadataSource {
  const address = new URL(issuer);
  let current: Promise<oauth.AuthorizationServer> | undefined;

  /** Plain http is for an issuer on this machine alone: no other one has a reason to name such an address. */
  function isAddress(value: unknown): boolean {
    const url = parseSecureUrl(value);
    return url !== undefined && (url.protocol === 'https:' || isLoopbackHttp(address));
  }

  async function fetchMetadata(): Promise<oauth.AuthorizationServer> {
    const response = await oauth.discoveryRequest(address, {
      ...allowLoopbackHttp(issuer),
      [oauth.customFetch]: (url, { headers, redirect }) =>
        fetch(url, { headers, redirect, signal: AbortSignal.timeout(timeoutMs) }),
    });
    const server = await oauth.processDiscoveryResponse(address, response);
    if (server.issuer !== issuer) throw new Error('The metadata spells its issuer in another way than the option does');
    for (const name of addressNames) {
      const value = server[name];
      if (value !== undefined && !isAddress(value)) {
        throw new Error(`The metadata has a ${name} that is not https, or not http to this machine as the issuer is`);
      }
    }
    return server;
  }

  return {
    get() {
      if (current !== undefined) return current;
      const started = fetchMetadata();
      current = started;
      started.catch(() => {
        if (current === started) current = undefined;
      });
      return started;
    },
    forget() {
      current = undefined;
    },
  };
}
