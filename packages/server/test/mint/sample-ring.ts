import { createSecretKey, randomBytes } from 'node:crypto';
import { createMemoryProvider, type KeyRing, openKeyRing } from '@latchkey/keys';
import { createClock } from '../../src/clock.ts';
import { issuer } from '../sample-config.ts';

const dayMs = 86_400_000;

/** Real keys of the sample issuer, in memory, without an RSA one: that takes longer to make than most tests take. */
export function openSampleRing(): Promise<KeyRing> {
  return openKeyRing({
    issuer,
    sealingKey: createSecretKey(randomBytes(32)),
    provider: createMemoryProvider(),
    clock: createClock(),
    policy: {
      jwksTtlMs: 1000,
      signingKeyTtlMs: dayMs,
      retainMs: { access_token: dayMs, id_token: dayMs, feed: dayMs, refresh_token: dayMs, browser: dayMs },
      idTokenAlgs: ['ES256'],
    },
  });
}
