import { assembleGuard } from '../../src/assemble-guard.ts';
import type { Guard } from '../../src/guard.ts';
import type { Introspector } from '../../src/introspection/index.ts';
import { createKeyKeeper, type KeyKeeper } from '../../src/jwks/key-keeper.ts';
import { createKeySource } from '../../src/jwks/key-source.ts';
import { createMetadataSource } from '../../src/metadata-source.ts';
import { type GuardOptions, type GuardOptionsWithClaims, readGuardOptions } from '../../src/options.ts';
import { createReadiness } from '../../src/readiness.ts';
import { createKnownRevocations, type KnownRevocations } from './known-revocations.ts';
import { audience } from './standards-issuer.ts';

/** Clocks that stand still until told: both start where the machine's are. */
export interface TestClock {
  nowMs(): number;
  monotonicMs(): number;
  /** Let time pass on both. */
  advance(ms: number): void;
}

function createTestClock(): TestClock {
  const wallMs = Date.now();
  let passedMs = 0;
  return {
    nowMs: () => wallMs + passedMs,
    monotonicMs: () => 1_000_000 + passedMs,
    advance(ms) {
      passedMs += ms;
    },
  };
}

export interface TestGuard {
  readonly guard: Guard;
  readonly clock: TestClock;
  readonly revocations: KnownRevocations;
  readonly keys: KeyKeeper;
  readonly warnings: string[];
}

/** A guard with real keys and rules whose revocations a test writes. */
export function openTestGuard(
  issuer: string,
  options: Partial<GuardOptions & Pick<GuardOptionsWithClaims<object>, 'parseClaims'>> = {},
  introspector?: Introspector,
): TestGuard {
  const clock = createTestClock();
  const warnings: string[] = [];
  const settings = readGuardOptions({
    issuer,
    audience,
    credentials: { clientId: 'api', clientSecret: 'not sent anywhere in this test' },
    onWarning: (message) => warnings.push(message),
    // Longer than any of these answers takes.
    fetchTimeoutMs: 60_000,
    clock,
    ...options,
  });
  const metadata = createMetadataSource(issuer, settings);
  const keys = createKeyKeeper({
    fetchKeySet: createKeySource(metadata, settings.algorithms, settings),
    clock,
    cooldownMs: settings.keyCooldownSeconds * 1000,
    maxStaleMs: settings.keyMaxStaleSeconds * 1000,
    onFailure: (error) => warnings.push(String(error)),
  });
  const revocations = createKnownRevocations();
  const readiness = createReadiness(keys, Promise.resolve());
  const guard = assembleGuard({
    settings,
    keys,
    revocations,
    introspector,
    ready: readiness.wait,
    close: readiness.close,
  });
  return { guard, clock, revocations, keys, warnings };
}

/** A request with this Authorization header. */
export function bearer(token: string): { authorization: string; query: undefined } {
  return { authorization: `Bearer ${token}`, query: undefined };
}
