import type { KeyObject } from 'node:crypto';
import type { KeyRing } from '@latchkey/keys';
import { deriveKey } from '@latchkey/tokens/sealed-box';

/** Keys for one use, derived from the ring's `browser` secrets: one key, one purpose. */
export interface DerivedSecrets {
  /** For what is made now; its `id` travels with it in the clear. */
  current(): { readonly id: number; readonly key: KeyObject };
  /** For what was made before; undefined once the ring has retired that secret. */
  byId(id: number): KeyObject | undefined;
}

/**
 * @param label - names the use. Two uses never share a label, so that a value made for one is nothing to the other.
 */
export function deriveBrowserSecrets(keys: KeyRing, label: string): DerivedSecrets {
  // Weak, so that a retired secret is let go of with its ring entry.
  const derivedKeys = new WeakMap<KeyObject, KeyObject>();
  const derive = (secret: KeyObject): KeyObject => {
    const known = derivedKeys.get(secret);
    if (known !== undefined) return known;
    const derived = deriveKey(secret, label);
    derivedKeys.set(secret, derived);
    return derived;
  };
  return {
    current() {
      const { id, key } = keys.secret('browser');
      return { id, key: derive(key) };
    },
    byId(id) {
      const secret = keys.secretById('browser', id);
      return secret === undefined ? undefined : derive(secret.key);
    },
  };
}
