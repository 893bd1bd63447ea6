import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { frameFields } from './framed-fields.ts';

export interface SealOptions {
  /** 32 bytes. */
  readonly key: KeyObject;
  /** What the box is for and whom it belongs to. Not in the box; whoever opens it must name the same. */
  readonly associatedData: string;
}

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + nonceBytes;

/**
 * Encrypt and authenticate bytes.
 *
 * A box is a version byte (1), a random nonce (12), the AES-256-GCM ciphertext, and the tag (16). Authenticated besides:
 * the version and `associatedData`. Nonces are random, so one key may seal at most 2^32 boxes (NIST SP 800-38D §8.3).
 * A box does not hide the length of what is in it, and an old one opens as well as a new one.
 *
 * @throws RangeError when the key has not 32 bytes.
 */
export function sealBox(plaintext: Uint8Array, options: SealOptions): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', options.key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(frameAssociatedData(options));
  const parts = [Uint8Array.of(version), nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()];
  return new Uint8Array(Buffer.concat(parts));
}

/**
 * Open what {@link sealBox} made with the same key and associated data; undefined for anything else.
 *
 * @throws RangeError when the key has not 32 bytes.
 */
export function openBox(box: Uint8Array, options: SealOptions): Uint8Array | undefined {
  if (box.length < headBytes + tagBytes || box[0] !== version) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', options.key, box.subarray(1, headBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(frameAssociatedData(options));
  decipher.setAuthTag(box.subarray(box.length - tagBytes));
  const start = decipher.update(box.subarray(headBytes, box.length - tagBytes));
  try {
    return new Uint8Array(Buffer.concat([start, decipher.final()]));
  } catch {
    return undefined;
  }
}

/**
 * Derive a 32-byte key for one use from a key that has several: HKDF-SHA-256 without salt, `label` as info.
 *
 * @param key - at least 32 random bytes; never a password.
 * @param label - names the use, and differs for each.
 * @see RFC 5869
 */
export function deriveKey(key: KeyObject, label: string): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), label, 32)));
}

function frameAssociatedData(options: SealOptions): Uint8Array {
  return frameFields([`latchkey sealed box v${version}`, options.associatedData]);
}
