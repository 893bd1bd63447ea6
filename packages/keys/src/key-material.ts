import { generateKeyPair, type JsonWebKey, type KeyObject, randomBytes } from 'node:crypto';
import { encodeBase64url } from '@latchkey/tokens/base64url';
import { computeJwkThumbprint } from '@latchkey/tokens/jwk-thumbprint';
import { type JwsAlgorithm, jwsAlgorithms } from '@latchkey/tokens/jws/algorithms';
import type { PlannedKey, RingPlan } from './plan.ts';
import type { Ring, RingKey } from './ring.ts';

/** Make the keys a plan asks for. The result is the ring to store: one version on. */
export async function carryOutPlan(plan: RingPlan): Promise<Ring> {
  const keys = [...plan.ring.keys];
  for (const planned of plan.additions) keys.push(await createRingKey(planned, keys));
  return { ...plan.ring, version: plan.ring.version + 1, keys };
}

async function createRingKey(planned: PlannedKey, others: readonly RingKey[]): Promise<RingKey> {
  if (planned.alg === 'secret') {
    const k = encodeBase64url(randomBytes(32));
    return { ...planned, kid: String(chooseSecretId(others)), material: { kty: 'oct', k } };
  }
  const material = (await generatePrivateKey(planned.alg)).export({ format: 'jwk' });
  return { ...planned, kid: computeJwkThumbprint(material), material };
}

/** Random, so that an id says nothing about how many there were; drawn again if the ring has it. */
function chooseSecretId(others: readonly RingKey[]): number {
  let id: number;
  do id = randomBytes(4).readUInt32BE();
  while (others.some((key) => key.kid === String(id)));
  return id;
}

/** In the thread pool: an RSA key takes long enough to be felt. */
function generatePrivateKey(alg: JwsAlgorithm): Promise<KeyObject> {
  const { keyType, namedCurve = '', minimumModulusBits = 0 } = jwsAlgorithms[alg];
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null, _publicKey: KeyObject, privateKey: KeyObject): void =>
      error === null ? resolve(privateKey) : reject(error);
    if (keyType === 'ec') generateKeyPair('ec', { namedCurve }, settle);
    else if (keyType === 'rsa') generateKeyPair('rsa', { modulusLength: minimumModulusBits }, settle);
    else generateKeyPair('ed25519', {}, settle);
  });
}

/** The members that may be published, of RFC 7518 §6 and RFC 8037 §2. Everything not listed stays private. */
const publicMembers = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const;

/** The public half of a private JWK, with the members that tell a verifier what it is for (RFC 7517 §4). */
export function exportPublicJwk(key: RingKey): JsonWebKey {
  const entries = publicMembers.map((name) => [name, key.material[name]] as const);
  const present = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  return { ...present, kid: key.kid, alg: key.alg, use: 'sig' };
}
