import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';

/** Stored with the code and repeated in the ID token, so it must not be large. */
export const maxNonceLength = 512;

/** The `nonce` that ties the ID token to the client's own session. Not required: PKCE protects the code. OIDC Core §3.1.2.1 */
export function checkNonce({ parameters }: { readonly parameters: OAuthParameters }): {
  readonly nonce: string | undefined;
} {
  const nonce = parameters.values.get('nonce');
  if (nonce !== undefined && nonce.length > maxNonceLength) {
    throw new OAuthError('invalid_request', `The parameter nonce is longer than ${maxNonceLength} characters.`);
  }
  return { nonce };
}
