import { createSecretKey, hash, type KeyObject, randomBytes } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '@latchkey/tokens/base64url';
import type { SessionDigest } from './store.ts';

/** What a browser's session cookie proves. It can be printed without showing the secret. */
export interface SessionSecret {
  /** Finds the session in the store, and opens nothing. */
  readonly sessionDigest: SessionDigest;
  /** The secret itself; other keys are derived from it. */
  readonly key: KeyObject;
}

const secretBytes = 32;

/** A new secret, with the cookie value that carries it. The value is handed out once and kept nowhere. */
export function createSessionSecret(): { readonly secret: SessionSecret; readonly cookieValue: string } {
  const bytes = randomBytes(secretBytes);
  return { secret: readBytes(bytes), cookieValue: encodeBase64url(bytes) };
}

/** The secret of a cookie; undefined for a value that is none of ours. Does not say whether there is such a session. */
export function readSessionSecret(cookieValue: string | undefined): SessionSecret | undefined {
  const bytes = cookieValue === undefined ? undefined : decodeBase64url(cookieValue);
  return bytes?.length === secretBytes ? readBytes(bytes) : undefined;
}

function readBytes(bytes: Uint8Array): SessionSecret {
  const sessionDigest = hash('sha256', bytes, 'base64url') as SessionDigest;
  return Object.freeze({ sessionDigest, key: createSecretKey(bytes) });
}
