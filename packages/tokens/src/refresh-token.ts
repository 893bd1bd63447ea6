import { createHmac, hash, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import { frameFields } from './framed-fields.ts';

/** What a refresh token carries besides its authentication code. */
export interface RefreshTokenFields {
  /** Names the HMAC key. Unsigned 32-bit. */
  readonly keyId: number;
  /** Names the grant's row. A safe integer, not negative. */
  readonly grantNumber: number;
  /** 16 random bytes, the same in all tokens of a grant. The store knows only their SHA-256. */
  readonly handle: Uint8Array;
  /** Grows by one with each rotation. Unsigned 32-bit. */
  readonly generation: number;
}

/** Makes a leaked token recognisable to people and secret scanners. */
const prefix = 'lkr_';
/** What the code is for, and the version of this layout. Part of what is authenticated. */
const label = 'latchkey refresh token v1';
const greatestU32 = 2 ** 32 - 1;
const handleBytes = 16;
const bodyBytes = 4 + 8 + handleBytes + 4;
/** 64 bytes in base64url. */
const encodedLength = 86;

/** A fresh handle for a new grant: 128 random bits. */
export function createHandle(): Uint8Array {
  return new Uint8Array(randomBytes(handleBytes));
}

/** What the store keeps of a handle: its SHA-256, 32 bytes. Needs no salt, since a handle cannot be guessed. */
export function hashHandle(handle: Uint8Array): Uint8Array {
  return new Uint8Array(hash('sha256', handle, 'buffer'));
}

/**
 * Spell a refresh token. The same fields, issuer and key always give the same token, so a successor can be handed out
 * again without being stored.
 *
 * The token is `lkr_` and the base64url form of 64 bytes, numbers big-endian: key id (4), grant number (8), handle (16),
 * generation (4), then HMAC-SHA-256 (32) over `frameFields(label, issuer, the 32 bytes before)`, where each field is
 * preceded by its length in bytes as 4 bytes.
 *
 * @param options.issuer - the authority; a token of one is none of another, even under the same key.
 * @param options.key - 32 random bytes used for nothing else.
 * @throws RangeError when a number or the handle does not fit its place.
 */
export function encodeRefreshToken(
  fields: RefreshTokenFields,
  options: { readonly issuer: string; readonly key: KeyObject },
): string {
  checkNumber('key id', fields.keyId, greatestU32);
  checkNumber('grant number', fields.grantNumber, Number.MAX_SAFE_INTEGER);
  checkNumber('generation', fields.generation, greatestU32);
  if (fields.handle.length !== handleBytes) throw new RangeError(`A handle has ${handleBytes} bytes`);
  const body = Buffer.alloc(bodyBytes);
  body.writeUInt32BE(fields.keyId, 0);
  body.writeBigUInt64BE(BigInt(fields.grantNumber), 4);
  body.set(fields.handle, 12);
  body.writeUInt32BE(fields.generation, 28);
  return prefix + encodeBase64url(Buffer.concat([body, authenticate(body, options.issuer, options.key)]));
}

/**
 * Read a refresh token that one of our keys made for this issuer; anything else costs one HMAC at most and no storage.
 *
 * Does not check that the grant exists, is alive, or is at that generation: only its row knows.
 *
 * @param options.keyById - the HMAC key of that id, as long as tokens made with it may live.
 * @returns Undefined for any other text, including another spelling of a good token.
 */
export function verifyRefreshToken(
  token: string,
  options: { readonly issuer: string; readonly keyById: (id: number) => KeyObject | undefined },
): RefreshTokenFields | undefined {
  if (token.length !== prefix.length + encodedLength || !token.startsWith(prefix)) return undefined;
  const bytes = decodeBase64url(token.slice(prefix.length));
  if (bytes === undefined) return undefined;
  const body = Buffer.from(bytes.buffer, 0, bodyBytes);
  const keyId = body.readUInt32BE(0);
  const key = options.keyById(keyId);
  if (key === undefined) return undefined;
  if (!timingSafeEqual(authenticate(body, options.issuer, key), bytes.subarray(bodyBytes))) return undefined;
  const grantNumber = Number(body.readBigUInt64BE(4));
  if (!Number.isSafeInteger(grantNumber)) return undefined;
  return { keyId, grantNumber, handle: bytes.slice(12, 12 + handleBytes), generation: body.readUInt32BE(28) };
}

function checkNumber(name: string, value: number, greatest: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= greatest) return;
  throw new RangeError(`A ${name} is a whole number from 0 to ${greatest}`);
}

function authenticate(body: Uint8Array, issuer: string, key: KeyObject): Buffer {
  return createHmac('sha256', key)
    .update(frameFields([label, issuer, body]))
    .digest();
}
