import type { ClientConfig } from '../config/config.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { readSingleValue } from '../http/oauth-parameters.ts';
import { tellApplication } from './advice.ts';

/**
 * The answer goes to a redirect URI registered for this client, compared character by character (RFC 9700 §4.1.3). It
 * must always be named, also when only one is registered (OpenID Connect Core §3.1.2.1).
 */
export function checkRedirectUri({
  client,
  source,
}: {
  readonly client: ClientConfig;
  readonly source: URLSearchParams;
}): { readonly redirectUri: string } {
  const redirectUri = readSingleValue(source, 'redirect_uri');
  if (redirectUri === undefined) {
    throw new OAuthError(
      'invalid_request',
      `The application did not say where to return: redirect_uri must be given once. ${tellApplication}`,
    );
  }
  if (!isRegisteredRedirectUri(client, redirectUri)) {
    throw new OAuthError(
      'invalid_request',
      `The address to return to (redirect_uri) is not registered for the application. ${tellApplication}`,
    );
  }
  return { redirectUri };
}

/** Host and the rest of a plain-http loopback URI; the port between them may differ. */
const loopbackSyntax = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::([1-9]\d{0,4}))?((?:[/?].*)?)$/;
const maxPort = 65_535;

function isRegisteredRedirectUri(client: ClientConfig, redirectUri: string): boolean {
  if (client.redirectUris.includes(redirectUri)) return true;
  if (client.type !== 'public') return false;
  // A native app listens on whatever port it got (RFC 8252 §7.3). `localhost` too, but only as registered: apps that
  // use it exist, and it never stands for an address.
  const presented = splitLoopback(redirectUri);
  return presented !== undefined && client.redirectUris.some((registered) => splitLoopback(registered) === presented);
}

/** A loopback URI without its port. Undefined for any other URI. */
function splitLoopback(uri: string): string | undefined {
  const [matched, host, port, rest] = loopbackSyntax.exec(uri) ?? [];
  if (matched === undefined || Number(port ?? 0) > maxPort) return undefined;
  return `${host} ${rest}`;
}
