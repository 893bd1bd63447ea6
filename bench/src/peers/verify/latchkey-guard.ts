/**
 * A whole decision of the guard: header, token, all rules of a demanding route, and a revocation log in memory. It is put
 * together from its parts, since no issuer runs here.
 */
import type { JsonObject } from '@latchkey/tokens/json';
import { assembleGuard } from '../../../../packages/guard/src/assemble-guard.ts';
import { createRevocationSet } from '../../../../packages/guard/src/feed/revocation-set.ts';
import { createTokenMatcher } from '../../../../packages/guard/src/feed/token-matcher.ts';
import { createTargetComputer } from '../../../../packages/guard/src/feed/token-targets.ts';
import type { Guard } from '../../../../packages/guard/src/guard.ts';
import { createKeyKeeper } from '../../../../packages/guard/src/jwks/key-keeper.ts';
import { readKeySet } from '../../../../packages/guard/src/jwks/key-set.ts';
import { readGuardOptions } from '../../../../packages/guard/src/options.ts';
import type { RevocationView } from '../../../../packages/guard/src/revocation-view.ts';
import type { CreateWork } from '../../measure/work.ts';
import { refuse, type VerifyInput } from './input.ts';

export const createWork: CreateWork<VerifyInput> = async (input) => {
  const guard = await createBenchGuard(input);
  const route = guard.route({
    scope: 'orders:read',
    permission: 'orders.refund',
    maxAgeSeconds: 86_400,
    maxAuthenticationAgeSeconds: 86_400,
  });
  const requests = input.tokens.map((token) => ({ authorization: `Bearer ${token}`, query: undefined }));
  return (call) => {
    const decision = guard.decide(requests[call % requests.length] ?? refuse(), route);
    if (decision instanceof Promise || !decision.allowed) refuse();
  };
};

async function createBenchGuard({ issuer, audience, jwk, cache, revocations }: VerifyInput): Promise<Guard> {
  const settings = readGuardOptions({
    issuer,
    audience,
    credentials: { clientId: 'api', clientSecret: 'unused' },
    ...(cache ? {} : { signatureCacheEntries: 0 }),
  });
  const keys = readKeySet({ keys: [jwk as JsonObject] }, settings.algorithms);
  if (keys === undefined) throw new Error('the key is no key set');
  const keeper = createKeyKeeper({
    fetchKeySet: async () => ({ keys, maxAgeSeconds: 3600 }),
    clock: settings.clock,
    cooldownMs: 10_000,
    maxStaleMs: 86_400_000,
    onFailure: () => {},
  });
  await keeper.refresh();
  return assembleGuard({
    settings,
    keys: keeper,
    revocations: createRevocations(revocations),
    introspector: undefined,
    ready: async () => {},
    close: () => {},
  });
}

/** The revocation log as the feed keeps it; every kind is there, so that every kind is looked up. */
function createRevocations(count: number): RevocationView {
  const set = createRevocationSet();
  const computeTarget = createTargetComputer();
  const kinds = ['session', 'grant', 'token', 'user', 'client'] as const;
  for (let seq = 1; seq <= count; seq += 1) {
    const kind = kinds[seq % kinds.length] ?? 'session';
    set.add({ seq, kind, target: computeTarget(kind, `other-${seq}`), expiresAtMs: Date.now() + 86_400_000 });
  }
  return {
    ...createTokenMatcher(set, computeTarget),
    freshness: () => ({ state: 'known', ageMs: 500 }),
    watch: () => () => {},
  };
}
