/**
 * ECDSA signatures have two spellings. OpenSSL, and so `node:crypto` at its fastest, writes an ASN.1 DER sequence of two
 * integers; JOSE writes the two numbers at fixed length, one after the other. Node can convert by itself
 * (`dsaEncoding: 'ieee-p1363'`) but takes far longer for it than these functions do: see
 * docs/decisions/0003-token-formats.md for figures.
 *
 * Both work for numbers of up to 62 bytes, where every DER length is a single byte: P-256 and P-384, not P-521.
 */

const sequenceTag = 0x30;
const integerTag = 0x02;

/**
 * DER to JOSE, for what a signing operation of this very process returned.
 *
 * @param numberBytes - length of each number: 32 for P-256.
 * @throws TypeError when the input is no DER sequence of two non-negative integers of at most that length.
 * @see RFC 7518 §3.4, RFC 3279 §2.2.3
 */
export function convertDerToJose(der: Uint8Array, numberBytes: number): Uint8Array {
  const jose = new Uint8Array(2 * numberBytes);
  if (der[0] !== sequenceTag || der[1] !== der.length - 2) throw createDerError();
  const afterFirst = copyInteger(der, 2, jose, numberBytes, numberBytes);
  const afterSecond = copyInteger(der, afterFirst, jose, 2 * numberBytes, numberBytes);
  if (afterSecond !== der.length) throw createDerError();
  return jose;
}

/** Copy the DER integer at `start` right-aligned before `targetEnd`; answers where the integer ends. */
function copyInteger(
  der: Uint8Array,
  start: number,
  target: Uint8Array,
  targetEnd: number,
  numberBytes: number,
): number {
  const length = der[start + 1];
  if (der[start] !== integerTag || length === undefined || length === 0) throw createDerError();
  const end = start + 2 + length;
  let first = start + 2;
  // A leading zero only says that the number is not negative.
  if (der[first] === 0 && length > 1) first += 1;
  else if ((der[first] ?? 0) >= 0x80) throw createDerError();
  if (end > der.length || end - first > numberBytes) throw createDerError();
  target.set(der.subarray(first, end), targetEnd - (end - first));
  return end;
}

function createDerError(): TypeError {
  return new TypeError('Not a DER encoded ECDSA signature of the expected size');
}

/**
 * JOSE to DER, for `crypto.verify`. The result is the only DER spelling of the two numbers. Whether they are a
 * signature, or even in range, is for the verification to say.
 *
 * @returns Undefined when the input does not have exactly two numbers' length. Otherwise a Buffer that may be a window on
 *   memory shared with others.
 * @see RFC 7518 §3.4
 */
export function convertJoseToDer(jose: Uint8Array, numberBytes: number): Uint8Array | undefined {
  if (jose.length !== 2 * numberBytes) return undefined;
  const firstStart = skipZeros(jose, 0, numberBytes);
  const secondStart = skipZeros(jose, numberBytes, 2 * numberBytes);
  const firstLength = measureInteger(jose, firstStart, numberBytes);
  const secondLength = measureInteger(jose, secondStart, 2 * numberBytes);
  // Every byte is written below. Memory of its own would take longer to get than the rest takes.
  const der = Buffer.allocUnsafe(6 + firstLength + secondLength);
  der[0] = sequenceTag;
  der[1] = 4 + firstLength + secondLength;
  writeInteger(der, 2, firstLength, jose, firstStart, numberBytes);
  writeInteger(der, 4 + firstLength, secondLength, jose, secondStart, 2 * numberBytes);
  return der;
}

/** Where the number's significant bytes start; the last byte always counts as one. */
function skipZeros(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end - 1 && bytes[index] === 0) index += 1;
  return index;
}

/** Content length in DER: one more than its bytes when the first has its sign bit set. */
function measureInteger(bytes: Uint8Array, start: number, end: number): number {
  return end - start + ((bytes[start] ?? 0) >= 0x80 ? 1 : 0);
}

/** Write the integer whose significant bytes are those of `jose` from `from` to `to`. */
function writeInteger(
  der: Uint8Array,
  start: number,
  length: number,
  jose: Uint8Array,
  from: number,
  to: number,
): void {
  der[start] = integerTag;
  der[start + 1] = length;
  let target = start + 2;
  if (length > to - from) {
    der[target] = 0;
    target += 1;
  }
  for (let index = from; index < to; index += 1) {
    der[target] = jose[index] ?? 0;
    target += 1;
  }
}
