/**
 * Bytes on loan: they lie in memory that the next call writes over. Memory of its own for each part of each token takes as
 * long to get as decoding the part does, and the collector's time later. For callers that have read the bytes before they do
 * anything else; what is kept or handed on is copied.
 *
 * The memory belongs to the module, and not to an object made once, since `parseJws` and `verifyJws` are plain functions and
 * have no such object. That is safe because a loan never outlasts a synchronous stretch of this package's own code: nobody is
 * called back and nothing is awaited before the bytes were read. Each thread has a module of its own.
 */

/** Room for a token of the usual limit; a longer one gets memory of its own. */
const roomBytes = 8192;
/** Two, since a signature and what it is over are needed at the same time. */
const decodedRoom = Buffer.allocUnsafeSlow(roomBytes);
const asciiRoom = Buffer.allocUnsafeSlow(roomBytes);

/**
 * Decode base64url as `decodeBase64url` does, refusing every text but the one spelling of its bytes.
 *
 * @see RFC 4648 §3.5
 */
export function borrowDecoded(text: string): Buffer | undefined {
  const bytes = borrowCanonical(text);
  return bytes.toString('base64url') === text ? bytes : undefined;
}

/** The same for a text that has been through {@link borrowDecoded}: of any other the bytes mean nothing. */
export function borrowCanonical(text: string): Buffer {
  if (text.length > roomBytes) return Buffer.from(text, 'base64url');
  return decodedRoom.subarray(0, decodedRoom.write(text, 'base64url'));
}

/** The bytes of a text that is ASCII: of any other they are not its own. */
export function borrowAscii(text: string): Buffer {
  if (text.length > roomBytes) return Buffer.from(text, 'latin1');
  return asciiRoom.subarray(0, asciiRoom.write(text, 'latin1'));
}
