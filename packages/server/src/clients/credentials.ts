import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';

/** How a client says who it is. Nothing of it has been believed yet. */
export type ClientCredentials =
  | {
      readonly method: 'client_secret_basic' | 'client_secret_post';
      readonly clientId: string;
      /** As typed by the caller: never to be logged or repeated. */
      readonly secret: string;
    }
  | { readonly method: 'none'; readonly clientId: string };

/** The challenge a failure is answered with when the client used the `Authorization` header, RFC 6749 §5.2. */
export const basicChallenge: Readonly<Record<string, string>> = Object.freeze({
  'www-authenticate': 'Basic realm="latchkey", charset="UTF-8"',
});

const basicSyntax = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/**
 * Read the client's credentials from header and form: one method, or none but a name.
 *
 * @throws OAuthError `invalid_request` for two methods at once or two different names, `invalid_client` when there is no
 *   name or the method is not supported.
 * @see RFC 6749 §2.3
 */
export function readCredentials(authorization: string | undefined, parameters: OAuthParameters): ClientCredentials {
  const { values } = parameters;
  const secret = values.get('client_secret');
  const assertion = values.has('client_assertion') || values.has('client_assertion_type');
  const methods = Number(authorization !== undefined) + Number(secret !== undefined) + Number(assertion);
  if (methods > 1) throw new OAuthError('invalid_request', 'Use one method of client authentication, not several.');
  if (assertion) throw new OAuthError('invalid_client', 'Client assertions are not supported; use a client secret.');
  const clientId = values.get('client_id');
  if (authorization !== undefined) return readBasic(authorization, clientId);
  if (clientId === undefined)
    throw new OAuthError('invalid_client', 'The request does not say which client it is from.');
  return secret === undefined ? { method: 'none', clientId } : { method: 'client_secret_post', clientId, secret };
}

function readBasic(authorization: string, namedClientId: string | undefined): ClientCredentials {
  const encoded = basicSyntax.exec(authorization)?.[1];
  const pair = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  const clientId = colon < 0 ? undefined : decodeFormValue(pair.slice(0, colon));
  const secret = colon < 0 ? undefined : decodeFormValue(pair.slice(colon + 1));
  if (!clientId || secret === undefined) {
    throw new OAuthError('invalid_client', 'The Authorization header must hold Basic credentials, form-url-encoded.', {
      headers: basicChallenge,
    });
  }
  if (namedClientId !== undefined && namedClientId !== clientId) {
    throw new OAuthError(
      'invalid_request',
      'The parameter client_id names another client than the Authorization header.',
    );
  }
  return { method: 'client_secret_basic', clientId, secret };
}

/** RFC 6749 §2.3.1 has both halves form-url-encoded, so that a colon in the name cannot shift the border. */
function decodeFormValue(text: string): string | undefined {
  // Most names and secrets are spelled as they are.
  if (!/[+%]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
