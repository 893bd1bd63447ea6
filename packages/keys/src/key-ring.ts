import type { JsonWebKey, KeyObject } from 'node:crypto';
import type { SigningKey, VerificationKey } from '@latchkey/tokens/jws/algorithms';

/** What a signing key is for. One key, one algorithm, one purpose. */
export type SigningPurpose = 'access_token' | 'id_token' | 'feed';
/** What a symmetric key is for: the HMAC of refresh tokens; everything sealed into or checked from a browser. */
export type SecretPurpose = 'refresh_token' | 'browser';

export interface SecretKey {
  /** Unsigned 32-bit, unique in the ring, carried in the clear by what it made. */
  readonly id: number;
  /** 256 bits. */
  readonly key: KeyObject;
}

/** The keys in force now, as issuing and verifying code see them. Answers come from memory. */
export interface KeyRing {
  /** The active key of a purpose and algorithm. @throws KeyRingError `no_active_key` */
  signer(purpose: SigningPurpose, alg: string): SigningKey;
  /** A key that may verify now: next, active or retiring. Undefined for unknown, retired or revoked ones. */
  verifier(purpose: SigningPurpose, kid: string): VerificationKey | undefined;
  /** The public half of every key of `access_token` and `id_token` that may verify now or soon, RFC 7517. */
  jwks(): { readonly keys: readonly JsonWebKey[] };
  /** The same for the keys of `feed`, which verify nothing but the revocation feed and so are published apart. */
  feedJwks(): { readonly keys: readonly JsonWebKey[] };
  /** The active secret of a purpose. @throws KeyRingError `no_active_key` */
  secret(purpose: SecretPurpose): SecretKey;
  /** An active or retiring secret. */
  secretById(purpose: SecretPurpose, id: number): SecretKey | undefined;
  /** Stop watching and rolling over. */
  close(): Promise<void>;
}
