import type { KeyObject } from 'node:crypto';

/** The JWS algorithms Latchkey signs or verifies with. `none` and HMAC are not among them, on purpose. */
export type JwsAlgorithm = 'ES256' | 'RS256' | 'PS256' | 'EdDSA' | 'Ed25519';

export interface SigningKey {
  readonly kid: string;
  readonly alg: JwsAlgorithm;
  readonly privateKey: KeyObject;
}

export interface VerificationKey {
  readonly kid: string;
  readonly alg: JwsAlgorithm;
  readonly publicKey: KeyObject;
}
