import { createPrivateKey, createPublicKey, createSecretKey, type JsonWebKey } from 'node:crypto';
import type { SigningKey, VerificationKey } from '@latchkey/tokens/jws/algorithms';
import { exportPublicJwk } from './key-material.ts';
import type { SecretKey, SecretPurpose, SigningPurpose } from './key-ring.ts';
import type { Ring, RingKey } from './ring.ts';
import { judgeState, mayVerify } from './schedule.ts';

/** One version of the ring, ready for use: answers for any time, from memory. */
export interface RingView {
  readonly ring: Ring;
  findSigner(purpose: SigningPurpose, alg: string, nowMs: number): SigningKey | undefined;
  findVerifier(purpose: SigningPurpose, kid: string, nowMs: number): VerificationKey | undefined;
  findSecret(purpose: SecretPurpose, nowMs: number): SecretKey | undefined;
  findSecretById(purpose: SecretPurpose, id: number, nowMs: number): SecretKey | undefined;
  /** Of access and ID tokens. */
  listPublicKeys(nowMs: number): readonly JsonWebKey[];
  listFeedKeys(nowMs: number): readonly JsonWebKey[];
}

interface SigningEntry {
  readonly record: RingKey;
  readonly signer: SigningKey;
  readonly verifier: VerificationKey;
  readonly publicJwk: JsonWebKey;
}

interface SecretEntry {
  readonly record: RingKey;
  readonly secret: SecretKey;
}

/** Turn stored keys into ones that can be used, once per version. */
export function createRingView(ring: Ring): RingView {
  const signingEntries = ring.keys.flatMap((key) => createSigningEntry(key) ?? []);
  const secretEntries = ring.keys.flatMap((key) => createSecretEntry(key) ?? []);
  const listKeys = (isWanted: (purpose: RingKey['purpose']) => boolean, nowMs: number): readonly JsonWebKey[] =>
    signingEntries
      .filter(({ record }) => isWanted(record.purpose) && mayVerify(judgeState(record, nowMs)))
      .map(({ publicJwk }) => publicJwk);
  return {
    ring,
    findSigner: (purpose, alg, nowMs) =>
      signingEntries.find(({ record }) => record.alg === alg && isActive(record, purpose, nowMs))?.signer,
    findVerifier(purpose, kid, nowMs) {
      const entry = signingEntries.find(({ record }) => record.kid === kid && record.purpose === purpose);
      return entry !== undefined && mayVerify(judgeState(entry.record, nowMs)) ? entry.verifier : undefined;
    },
    findSecret: (purpose, nowMs) => secretEntries.find(({ record }) => isActive(record, purpose, nowMs))?.secret,
    findSecretById(purpose, id, nowMs) {
      const entry = secretEntries.find(({ record, secret }) => secret.id === id && record.purpose === purpose);
      return entry !== undefined && mayVerify(judgeState(entry.record, nowMs)) ? entry.secret : undefined;
    },
    listPublicKeys: (nowMs) => listKeys((purpose) => purpose !== 'feed', nowMs),
    listFeedKeys: (nowMs) => listKeys((purpose) => purpose === 'feed', nowMs),
  };
}

function isActive(record: RingKey, purpose: SigningPurpose | SecretPurpose, nowMs: number): boolean {
  return record.purpose === purpose && judgeState(record, nowMs) === 'active';
}

function createSigningEntry(record: RingKey): SigningEntry | undefined {
  if (record.alg === 'secret') return undefined;
  const { kid, alg, material } = record;
  const privateKey = createPrivateKey({ key: material, format: 'jwk' });
  return {
    record,
    signer: Object.freeze({ kid, alg, privateKey }),
    verifier: Object.freeze({ kid, alg, publicKey: createPublicKey(privateKey) }),
    publicJwk: Object.freeze(exportPublicJwk(record)),
  };
}

function createSecretEntry(record: RingKey): SecretEntry | undefined {
  if (record.alg !== 'secret' || record.material.k === undefined) return undefined;
  const key = createSecretKey(record.material.k, 'base64url');
  return { record, secret: Object.freeze({ id: Number(record.kid), key }) };
}
