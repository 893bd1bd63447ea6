/**
 * Whether a text is the name of one scope: printable ASCII without space, quote and backslash. Classes of `acr` in a
 * challenge, which are separated in the same way (RFC 9470 §3), are made of the same.
 *
 * Does not check its length.
 *
 * @see RFC 6749 §3.3 `scope-token`
 */
export function isScopeToken(text: unknown): text is string {
  return typeof text === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text);
}
