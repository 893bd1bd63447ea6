import type { VerifiedToken } from './decision.ts';
import type { TrustedKey } from './jwks/key-set.ts';

/** A token whose signature held, and the key it held under. Says nothing about time, revocation or any route. */
export interface CachedSignature {
  readonly token: VerifiedToken;
  readonly key: TrustedKey;
}

/** Remembers whose signature has been verified. Only successes are kept: a forger cannot fill it. */
export interface SignatureCache {
  find(text: string): CachedSignature | undefined;
  add(text: string, signature: CachedSignature): void;
  drop(text: string): void;
}

interface Entry extends CachedSignature {
  readonly text: string;
}

/** 128 bits of the signature: a name that hashes fast and that no two honest tokens share. */
const tailLength = 22;

/**
 * Make a cache of at most `maxEntries`.
 *
 * Looked up by the end of the signature; the whole text is compared before an entry counts. Two generations: a full young
 * one becomes the old one, and what is still asked for moves up. That keeps what is in use nearly as well as a list in
 * order of use, at the price of one look-up. Why tokens are held as text: docs/decisions/0012-signature-cache.md.
 */
export function createSignatureCache(maxEntries: number): SignatureCache {
  const generationSize = Math.max(1, Math.floor(maxEntries / 2));
  let young = new Map<string, Entry>();
  let old = new Map<string, Entry>();

  function put(tail: string, entry: Entry): void {
    if (young.size >= generationSize && !young.has(tail)) {
      old = young;
      young = new Map();
    }
    young.set(tail, entry);
  }

  return {
    find(text) {
      const tail = text.slice(-tailLength);
      const recent = young.get(tail);
      if (recent !== undefined) return recent.text === text ? recent : undefined;
      const earlier = old.get(tail);
      if (earlier === undefined || earlier.text !== text) return undefined;
      old.delete(tail);
      put(tail, earlier);
      return earlier;
    },
    add(text, { token, key }) {
      put(text.slice(-tailLength), { text, token, key });
    },
    drop(text) {
      const tail = text.slice(-tailLength);
      young.delete(tail);
      old.delete(tail);
    },
  };
}

/** For guards whose cache is turned off. */
export const noSignatureCache: SignatureCache = Object.freeze({
  find: () => undefined,
  add: () => {},
  drop: () => {},
});
