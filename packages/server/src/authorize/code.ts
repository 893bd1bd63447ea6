import { hash, randomBytes } from 'node:crypto';

/** An authorization code about to be handed out. */
export interface FreshCode {
  readonly code: string;
  /** SHA-256 of the whole code: all the store keeps of it. */
  readonly codeHash: Uint8Array;
}

/** A presented code that has the right form. */
export interface PresentedCode {
  readonly codeHash: Uint8Array;
  /** Whether it was granted `offline_access`. */
  readonly offline: boolean;
}

const offlinePrefix = 'lkco_';
const onlinePrefix = 'lkc_';
const codeSyntax = /^lkco?_[A-Za-z0-9_-]{43}$/;

/**
 * Make a code: 256 random bits behind a prefix that secret scanners can find.
 *
 * The prefix also tells whether offline access was granted, because the token endpoint must choose the terms of the
 * refresh token before the store may read the code's row. It cannot be changed by the client: the hash covers it, so
 * another prefix is another, unknown code.
 */
export function createCode(options: { readonly offline: boolean }): FreshCode {
  const code = (options.offline ? offlinePrefix : onlinePrefix) + randomBytes(32).toString('base64url');
  return { code, codeHash: hashCode(code) };
}

/** Read a presented code. Undefined when no code of ours looks like that; such a one is never looked up. */
export function readCode(text: string): PresentedCode | undefined {
  if (!codeSyntax.test(text)) return undefined;
  return { codeHash: hashCode(text), offline: text.startsWith(offlinePrefix) };
}

function hashCode(code: string): Uint8Array {
  return new Uint8Array(hash('sha256', code, 'buffer'));
}
