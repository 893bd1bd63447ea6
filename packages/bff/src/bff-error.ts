/**
 * What went wrong, for callers that branch.
 * - `invalid_option`: an option of a browser proxy; the message names it and the remedy.
 * - `not_ready`: the authority did not answer in time.
 * - `closed`: the proxy was closed.
 */
export type BffErrorCode = 'invalid_option' | 'not_ready' | 'closed';

/** The one error class of this package. Its message holds no token, secret, cookie or header. */
export class BffError extends Error {
  override readonly name = 'BffError';
  readonly code: BffErrorCode;

  constructor(code: BffErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
