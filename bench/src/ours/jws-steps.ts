/** The steps of signing and verifying an ES256 token, each as work of its own. */
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { signJws } from '@latchkey/tokens/jws/sign';
import { verifyJws } from '@latchkey/tokens/jws/verify';
import { createSignature, isSignatureBy } from '../../../packages/tokens/src/jws/signature.ts';
import type { CreateWork, Work } from '../measure/work.ts';

/** The first of each kind is what the others are compared with. */
export const jwsSteps = [
  'sign: DER, no conversion',
  'sign: our conversion',
  'sign: ieee-p1363 of node:crypto',
  'sign: whole token',
  'verify: DER, no conversion',
  'verify: our conversion',
  'verify: ieee-p1363 of node:crypto',
  'verify: whole token',
] as const;

export type JwsStep = (typeof jwsSteps)[number];

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

export const createWork: CreateWork<JwsStep> = (step) => createSteps()[step];

function createSteps(): Readonly<Record<JwsStep, Work>> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer = { kid: 'bench', alg: 'ES256', privateKey } as const;
  const verifier = { kid: 'bench', alg: 'ES256', publicKey } as const;
  const token = signJws({ typ: 'at+jwt' }, claims, signer);
  const input = Buffer.from(token.slice(0, token.lastIndexOf('.')), 'latin1');
  const jose = createSignature(signer, input);
  const der = sign('sha256', input, privateKey);
  const options = { typ: 'at+jwt', findKey: (): typeof verifier => verifier };
  return {
    'sign: DER, no conversion': () => sign('sha256', input, privateKey),
    'sign: our conversion': () => createSignature(signer, input),
    'sign: ieee-p1363 of node:crypto': () => sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
    'sign: whole token': () => signJws({ typ: 'at+jwt' }, claims, signer),
    'verify: DER, no conversion': () => verify('sha256', input, publicKey, der) || refuse(),
    'verify: our conversion': () => isSignatureBy(verifier, input, jose) || refuse(),
    'verify: ieee-p1363 of node:crypto': () =>
      verify('sha256', input, { key: publicKey, dsaEncoding: 'ieee-p1363' }, jose) || refuse(),
    'verify: whole token': () => verifyJws(token, options).ok || refuse(),
  };
}

function refuse(): never {
  throw new Error('a good signature was refused');
}
