import type { HeaderFields } from './message.ts';
import { type OAuthErrorCode, oauthErrors } from './oauth-error-codes.ts';

/**
 * A refusal on its way to the caller. `message` is the public `error_description`: one sentence that says what to do,
 * never holding a token, secret, password or header. `detail` is for the log alone, under the same rule.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: OAuthErrorCode;
  /** HTTP status. Default: that of the code's row. */
  readonly status: number;
  readonly detail: string | undefined;
  /** Extra response headers, such as `WWW-Authenticate` or `Retry-After`. */
  readonly headers: HeaderFields;

  constructor(
    code: OAuthErrorCode,
    description: string,
    options: { status?: number; detail?: string; headers?: HeaderFields; cause?: unknown } = {},
  ) {
    super(description, { cause: options.cause });
    this.code = code;
    this.status = options.status ?? oauthErrors[code].status;
    this.detail = options.detail;
    this.headers = options.headers ?? {};
  }
}
