import { isCodeChallenge } from '@latchkey/tokens/pkce';
import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';

/**
 * PKCE with S256, for every client (RFC 9700 §2.1.1). A missing method means `plain` (RFC 7636 §4.3), so it is refused
 * like `plain` itself, and so is a challenge that no SHA-256 can be.
 */
export function checkPkce({ parameters }: { readonly parameters: OAuthParameters }): {
  readonly codeChallenge: string;
} {
  const codeChallenge = parameters.values.get('code_challenge');
  if (codeChallenge === undefined) {
    throw new OAuthError('invalid_request', 'PKCE is required: send code_challenge and code_challenge_method=S256.');
  }
  if (parameters.values.get('code_challenge_method') !== 'S256') {
    throw new OAuthError('invalid_request', 'The parameter code_challenge_method must be S256.');
  }
  if (!isCodeChallenge(codeChallenge)) {
    throw new OAuthError(
      'invalid_request',
      'The parameter code_challenge must be a SHA-256 in base64url, 43 characters.',
    );
  }
  return { codeChallenge };
}
