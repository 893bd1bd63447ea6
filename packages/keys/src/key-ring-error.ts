/**
 * What went wrong with the ring.
 * - `no_active_key`: nothing signs for that purpose and algorithm: the policy does not name it.
 * - `invalid_policy`: a number or algorithm of the policy is out of range.
 * - `unreadable`: the stored ring does not open: damaged, another sealing key, another issuer, or a newer format.
 * - `rolled_back`: the stored ring is older than one seen before, or gone.
 * - `contended`: others kept changing the ring, or held its lock, for too long.
 * - `insecure_file`: other users of the machine may read or replace a secret file.
 * - `invalid_file`: a secret, witness or lock file does not hold what it should.
 * - `invalid_variable`: an environment variable does not hold a key.
 */
export type KeyRingErrorCode =
  | 'no_active_key'
  | 'invalid_policy'
  | 'unreadable'
  | 'rolled_back'
  | 'contended'
  | 'insecure_file'
  | 'invalid_file'
  | 'invalid_variable';

/** Every failure of this package. The message says what to do about it and never holds key material. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
  readonly code: KeyRingErrorCode;

  constructor(code: KeyRingErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
