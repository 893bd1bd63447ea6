import { createSecretKey, randomBytes } from 'node:crypto';
import type { KeyRing } from '@latchkey/keys';

/** A key ring with `browser` secrets only, whose roll-over a test drives by hand. */
export interface BrowserRing extends KeyRing {
  /** A new secret becomes active, the one before goes on verifying. */
  rollOver(): void;
  /** Only the active secret is left. */
  retireOld(): void;
}

export function createBrowserRing(): BrowserRing {
  const createSecret = (id: number) => ({ id, key: createSecretKey(randomBytes(32)) });
  let active = createSecret(1);
  let known = [active];
  const refuse = (): never => {
    throw new Error('this ring has browser secrets only');
  };
  return {
    signer: refuse,
    verifier: refuse,
    jwks: refuse,
    feedJwks: refuse,
    secret: (purpose) => (purpose === 'browser' ? active : refuse()),
    secretById: (purpose, id) => (purpose === 'browser' ? known.find((secret) => secret.id === id) : refuse()),
    close: async () => {},
    rollOver() {
      active = createSecret(active.id + 1);
      known = [...known, active];
    },
    retireOld() {
      known = [active];
    },
  };
}
