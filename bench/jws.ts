/**
 * What our own DER conversion saves: signs and verifies ES256 as `createSignature` and `isSignatureBy` do, and with
 * `dsaEncoding: 'ieee-p1363'` of `node:crypto`, in interleaved rounds; and a whole token against its bare signature.
 *
 * Run: `node --conditions=@latchkey/source bench/jws.ts [rounds]` (default 21, at least 15). Prints medians, quartiles and
 * ratios; asserts nothing.
 */
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { signJws } from '@latchkey/tokens/jws/sign';
import { verifyJws } from '@latchkey/tokens/jws/verify';
import { createSignature, isSignatureBy } from '../packages/tokens/src/jws/signature.ts';

const rounds = Math.max(15, Number(process.argv[2] ?? 21));
const callsPerRound = 1000;

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer = { kid: 'bench', alg: 'ES256', privateKey } as const;
const verifier = { kid: 'bench', alg: 'ES256', publicKey } as const;

const claims = {
  iss: 'https://id.example.com',
  sub: '0192f0c1-2a3b-7c4d-8e5f-60718293a4b5',
  aud: ['https://api.example.com'],
  client_id: 'web-shop',
  iat: 1_800_000_000,
  exp: 1_800_000_300,
  jti: 'b3BlbiBzZXNhbWUgb3Blbg.c2VzYW1lIG9wZW4gc2VzYQ',
  scope: 'orders:read orders:write profile',
  sid: '0192f0c1-2a3b-7c4d-8e5f-60718293a4b6',
  auth_time: 1_799_999_000,
  rev: 12_345,
};
const token = signJws({ typ: 'at+jwt' }, claims, signer);
const input = Buffer.from(token.slice(0, token.lastIndexOf('.')), 'latin1');
const jose = createSignature(signer, input);
const der = sign('sha256', input, privateKey);
const options = { typ: 'at+jwt', findKey: (): typeof verifier => verifier };

/** Each side must do its work, or throw: a wrong answer is not fast. */
const sides: Readonly<Record<string, () => unknown>> = {
  'sign, ours': () => createSignature(signer, input),
  'sign, ieee-p1363': () => sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  'sign, raw DER': () => sign('sha256', input, privateKey),
  'sign, whole token': () => signJws({ typ: 'at+jwt' }, claims, signer),
  'verify, ours': () => isSignatureBy(verifier, input, jose) || fail(),
  'verify, ieee-p1363': () => verify('sha256', input, { key: publicKey, dsaEncoding: 'ieee-p1363' }, jose) || fail(),
  'verify, raw DER': () => verify('sha256', input, publicKey, der) || fail(),
  'verify, whole token': () => verifyJws(token, options).ok || fail(),
};

function fail(): never {
  throw new Error('a good signature was refused');
}

/** Microseconds of CPU per call, so that other work on the machine counts less. */
function measureMicroseconds(act: () => unknown): number {
  const before = process.cpuUsage();
  for (let call = 0; call < callsPerRound; call += 1) act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / callsPerRound;
}

function takeQuantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.round(fraction * (sorted.length - 1))] ?? Number.NaN;
}

const samples = new Map(Object.keys(sides).map((name) => [name, [] as number[]]));
for (const act of Object.values(sides)) measureMicroseconds(act);
for (let round = 0; round < rounds; round += 1) {
  for (const [name, act] of Object.entries(sides)) samples.get(name)?.push(measureMicroseconds(act));
}

const medians = new Map<string, number>();
console.log(
  `node ${process.version}, ${rounds} interleaved rounds of ${callsPerRound}, token of ${token.length} bytes`,
);
for (const [name, values] of samples) {
  const median = takeQuantile(values, 0.5);
  medians.set(name, median);
  const [low, high] = [takeQuantile(values, 0.25), takeQuantile(values, 0.75)];
  const perSecond = Math.round(1e6 / median);
  console.log(
    `${name.padEnd(20)} ${median.toFixed(1)} µs (${low.toFixed(1)}–${high.toFixed(1)}), ${perSecond} per CPU second`,
  );
}
for (const [one, other] of [
  ['sign, ieee-p1363', 'sign, ours'],
  ['sign, ours', 'sign, raw DER'],
  ['sign, whole token', 'sign, raw DER'],
  ['verify, ieee-p1363', 'verify, ours'],
  ['verify, ours', 'verify, raw DER'],
  ['verify, whole token', 'verify, raw DER'],
] as const) {
  const ratio = (medians.get(one) ?? Number.NaN) / (medians.get(other) ?? Number.NaN);
  console.log(`${one} ÷ ${other}: ${ratio.toFixed(2)}`);
}
