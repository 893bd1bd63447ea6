/**
 * What went wrong, for callers that branch.
 * - `invalid_option`: an option of a guard or a route; the message names it and the remedy.
 * - `fetch_failed`: the issuer did not answer, or not with what was asked for.
 * - `not_ready`: keys or revocations did not arrive in time.
 * - `not_guarded`: a token was asked for on a route that no guard judged.
 * - `revoked`: why a response that was still open broke off.
 * - `closed`: the guard was closed.
 */
export type GuardErrorCode = 'invalid_option' | 'fetch_failed' | 'not_ready' | 'not_guarded' | 'revoked' | 'closed';

/** The one error class of this package. Its message holds no token, secret or header. */
export class GuardError extends Error {
  override readonly name = 'GuardError';
  readonly code: GuardErrorCode;

  constructor(code: GuardErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
