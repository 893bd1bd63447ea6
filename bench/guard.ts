/**
 * What a guard's decision costs: uncached against the bare signature check of `node:crypto`, and from the signature cache
 * with every rule and 10,000 revocations; and what the cache's look-up costs by the end of the signature and by SHA-256.
 *
 * Run: `node --conditions=@latchkey/source bench/guard.ts [rounds]` (default 21, at least 15). The sides take turns in
 * each round. Prints medians, quartiles and ratios of CPU time per call; asserts nothing.
 */
import { generateKeyPairSync, hash, randomBytes, sign, verify } from 'node:crypto';
import type { JsonObject } from '@latchkey/tokens/json';
import { computeJwkThumbprint } from '@latchkey/tokens/jwk-thumbprint';
import type { JwsAlgorithm, SigningKey } from '@latchkey/tokens/jws/algorithms';
import { signJws } from '@latchkey/tokens/jws/sign';
import { parseJws } from '@latchkey/tokens/jws/verify';
import { assembleGuard } from '../packages/guard/src/assemble-guard.ts';
import { createRevocationSet } from '../packages/guard/src/feed/revocation-set.ts';
import { createTokenMatcher } from '../packages/guard/src/feed/token-matcher.ts';
import { createTargetComputer } from '../packages/guard/src/feed/token-targets.ts';
import type { Guard } from '../packages/guard/src/guard.ts';
import { createKeyKeeper } from '../packages/guard/src/jwks/key-keeper.ts';
import { readKeySet } from '../packages/guard/src/jwks/key-set.ts';
import { readGuardOptions } from '../packages/guard/src/options.ts';
import type { RevocationView } from '../packages/guard/src/revocation-view.ts';
import { type CachedSignature, createSignatureCache } from '../packages/guard/src/signature-cache.ts';

const rounds = Math.max(15, Number(process.argv[2] ?? 21));
const issuer = 'https://id.example.com';
const audience = 'https://api.example.com';
const tokenCount = 1000;
const revocationCount = 10_000;

const keys: Readonly<Record<'ES256' | 'RS256', SigningKey & { readonly jwk: JsonObject }>> = {
  ES256: createKey('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  RS256: createKey('RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })),
};

function createKey(
  alg: JwsAlgorithm,
  { privateKey, publicKey }: ReturnType<typeof generateKeyPairSync>,
): SigningKey & { readonly jwk: JsonObject } {
  const jwk = publicKey.export({ format: 'jwk' });
  const kid = computeJwkThumbprint(jwk);
  return { alg, kid, privateKey, jwk: { ...jwk, kid, alg, use: 'sig' } as JsonObject };
}

/** As the authority makes them. */
function createToken(alg: 'ES256' | 'RS256'): string {
  const iat = Math.floor(Date.now() / 1000);
  const grantId = randomBytes(16).toString('base64url');
  return signJws(
    { typ: 'at+jwt' },
    {
      ...{ iss: issuer, sub: '0192f0c1-2a3b-7c4d-8e5f-60718293a4b5', aud: [audience], client_id: 'web-shop' },
      ...{ iat, exp: iat + 3600, jti: `${grantId}.${randomBytes(16).toString('base64url')}` },
      ...{ scope: 'orders:read orders:write profile', sid: randomBytes(16).toString('base64url') },
      ...{ auth_time: iat, permissions: ['orders.refund'], rev: revocationCount + 1 },
    },
    keys[alg],
  );
}

/** The revocation log as the feed keeps it, half of it about people and clients of other tokens. */
function createRevocations(count: number): RevocationView {
  const set = createRevocationSet();
  const computeTarget = createTargetComputer();
  const kinds = ['session', 'grant', 'token', 'user', 'client'] as const;
  for (let seq = 1; seq <= count; seq += 1) {
    const kind = kinds[seq % kinds.length] ?? 'session';
    set.add({ seq, kind, target: computeTarget(kind, `other-${seq}`), expiresAtMs: Date.now() + 3_600_000 });
  }
  const matcher = createTokenMatcher(set, computeTarget);
  return { ...matcher, freshness: () => ({ state: 'known', ageMs: 500 }), watch: () => () => {} };
}

async function createBenchGuard(signatureCacheEntries: number, revoked: number): Promise<Guard> {
  const settings = readGuardOptions({
    ...{ issuer, audience, signatureCacheEntries, credentials: { clientId: 'api', clientSecret: 'unused' } },
  });
  const set = readKeySet({ keys: [keys.ES256.jwk, keys.RS256.jwk] }, settings.algorithms);
  if (set === undefined) throw new Error('the keys are no key set');
  const keeper = createKeyKeeper({
    fetchKeySet: async () => ({ keys: set, maxAgeSeconds: 3600 }),
    ...{ clock: settings.clock, cooldownMs: 10_000, maxStaleMs: 86_400_000, onFailure: () => {} },
  });
  await keeper.refresh();
  const revocations = createRevocations(revoked);
  return assembleGuard({
    ...{ settings, keys: keeper, revocations, introspector: undefined, ready: async () => {}, close: () => {} },
  });
}

const uncached = await createBenchGuard(0, 0);
const uncachedWithRevocations = await createBenchGuard(0, revocationCount);
const cached = await createBenchGuard(4 * tokenCount, revocationCount);
const tokens = {
  ES256: Array.from({ length: tokenCount }, () => createToken('ES256')),
  RS256: Array.from({ length: tokenCount }, () => createToken('RS256')),
};
const wholeRoute = {
  scope: 'orders:read',
  permission: 'orders.refund',
  maxAgeSeconds: 3600,
  maxAuthenticationAgeSeconds: 3600,
};

function decideWith(guard: Guard, alg: 'ES256' | 'RS256'): (call: number) => void {
  const route = guard.route(wholeRoute);
  const requests = tokens[alg].map((token) => ({ authorization: `Bearer ${token}`, query: undefined }));
  return (call) => {
    const decision = guard.decide(requests[call % tokenCount] ?? fail(), route);
    if (decision instanceof Promise || !decision.allowed) fail();
  };
}

/** The signature alone, from bytes that were prepared: nothing can be faster with `node:crypto`. */
function verifyRaw(alg: 'ES256' | 'RS256'): (call: number) => void {
  const prepared = tokens[alg].map((token) => {
    const parsed = parseJws(token);
    if (!parsed.ok) return fail();
    const { signingInput } = parsed;
    return {
      signingInput,
      signature: alg === 'RS256' ? parsed.signature : sign('sha256', signingInput, keys.ES256.privateKey),
    };
  });
  const publicKey = generatePublicKey(alg);
  return (call) => {
    const { signingInput, signature } = prepared[call % tokenCount] ?? fail();
    if (!verify('sha256', signingInput, publicKey, signature)) fail();
  };
}

function generatePublicKey(alg: 'ES256' | 'RS256'): Parameters<typeof verify>[2] {
  const set = readKeySet({ keys: [keys[alg].jwk] }, [alg]);
  return set?.find(keys[alg].kid, alg)?.publicKey ?? fail();
}

function fail(): never {
  throw new Error('a good token was refused');
}

const entry = { token: {}, key: {} } as unknown as CachedSignature;

function findByTail(): (call: number) => void {
  const cache = createSignatureCache(4 * tokenCount);
  for (const token of tokens.ES256) cache.add(token, entry);
  const headers = tokens.ES256.map((token) => `Bearer ${token}`);
  return (call) => {
    if (cache.find((headers[call % tokenCount] ?? '').slice(7)) === undefined) fail();
  };
}

/** The same two generations under a name that does not give the token away. */
function findByHash(): (call: number) => void {
  const young = new Map<string, CachedSignature>();
  for (const token of tokens.ES256) young.set(hash('sha256', token, 'base64url'), entry);
  const headers = tokens.ES256.map((token) => `Bearer ${token}`);
  return (call) => {
    if (young.get(hash('sha256', (headers[call % tokenCount] ?? '').slice(7), 'base64url')) === undefined) fail();
  };
}

interface Side {
  readonly callsPerRound: number;
  readonly act: (call: number) => void;
}

const sides: Readonly<Record<string, Side>> = {
  'ES256 signature alone': { callsPerRound: tokenCount, act: verifyRaw('ES256') },
  'ES256 decision, uncached': { callsPerRound: tokenCount, act: decideWith(uncached, 'ES256') },
  'ES256 uncached, 10^4 revoked': { callsPerRound: tokenCount, act: decideWith(uncachedWithRevocations, 'ES256') },
  'RS256 signature alone': { callsPerRound: tokenCount, act: verifyRaw('RS256') },
  'RS256 decision, uncached': { callsPerRound: tokenCount, act: decideWith(uncached, 'RS256') },
  'ES256 decision, cached': { callsPerRound: 100 * tokenCount, act: decideWith(cached, 'ES256') },
  'RS256 decision, cached': { callsPerRound: 100 * tokenCount, act: decideWith(cached, 'RS256') },
  'look-up by tail': { callsPerRound: 100 * tokenCount, act: findByTail() },
  'look-up by SHA-256': { callsPerRound: 100 * tokenCount, act: findByHash() },
};

/** Microseconds of CPU per call, so that other work on the machine counts less. */
function measureMicroseconds({ callsPerRound, act }: Side): number {
  const before = process.cpuUsage();
  for (let call = 0; call < callsPerRound; call += 1) act(call);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / callsPerRound;
}

const measured = new Map<string, number[]>(Object.keys(sides).map((name) => [name, []]));
for (let round = -2; round < rounds; round += 1) {
  for (const [name, side] of Object.entries(sides)) {
    const microseconds = measureMicroseconds(side);
    if (round >= 0) measured.get(name)?.push(microseconds);
  }
}

function quantile(name: string, part: number): number {
  const sorted = (measured.get(name) ?? []).toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
}

console.log(`${rounds} interleaved rounds, ${revocationCount} revocations; microseconds of CPU per call`);
for (const name of Object.keys(sides)) {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => quantile(name, part).toFixed(2));
  const perSecond = Math.round(1e6 / quantile(name, 0.5));
  console.log(`${name.padEnd(28)} ${middle} (${low} to ${high}), ${perSecond.toLocaleString('en')} per second`);
}
for (const [name, base] of [
  ['ES256 decision, uncached', 'ES256 signature alone'],
  ['ES256 uncached, 10^4 revoked', 'ES256 signature alone'],
  ['RS256 decision, uncached', 'RS256 signature alone'],
  ['look-up by SHA-256', 'look-up by tail'],
] as const) {
  const [one, other] = [quantile(name, 0.5), quantile(base, 0.5)];
  console.log(
    `${name}: ${(other / one).toFixed(3)} of the speed of '${base}', ${(one - other).toFixed(2)} microseconds over`,
  );
}
