/**
 * Encode bytes as base64url without padding.
 *
 * @see RFC 4648 §5, RFC 7515 §2
 */
export function encodeBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/**
 * Decode base64url, accepting only the one text that {@link encodeBase64url} would make of the result.
 *
 * Padding, whitespace, the `+` and `/` of plain base64, and set spare bits in the last character are all refused: with
 * them one token has several spellings, and a list keyed by its text can be evaded.
 *
 * @returns Undefined for any other text. The empty text is zero bytes.
 * @see RFC 4648 §3.5
 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) return undefined;
  // A copy, because a small Buffer is a window on memory shared with unrelated ones.
  return new Uint8Array(bytes);
}
