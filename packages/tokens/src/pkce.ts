import { hash } from 'node:crypto';
import { decodeBase64url } from './base64url.ts';

/** The S256 challenge of a verifier. Does not check the verifier's form. @see RFC 7636 §4.2 */
export function computeS256Challenge(verifier: string): string {
  return hash('sha256', verifier, 'base64url');
}

/** Whether a text has the form of a verifier: 43 to 128 unreserved characters. @see RFC 7636 §4.1 */
export function isCodeVerifier(text: string): boolean {
  return /^[A-Za-z0-9._~-]{43,128}$/.test(text);
}

/** Whether a text could be an S256 challenge: 32 bytes in canonical base64url. @see RFC 7636 §4.2 */
export function isCodeChallenge(text: string): boolean {
  return text.length === 43 && decodeBase64url(text)?.length === 32;
}
