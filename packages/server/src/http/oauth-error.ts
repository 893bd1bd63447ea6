/** `error` codes of RFC 6749 §4.1.2.1 and §5.2, RFC 8707, OpenID Connect Core §3.1.2.6, RFC 6750 and the first-party draft. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'unsupported_token_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'access_denied'
  | 'server_error'
  | 'temporarily_unavailable'
  | 'login_required'
  | 'consent_required'
  | 'interaction_required'
  | 'account_selection_required'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'registration_not_supported'
  | 'redirect_to_web'
  | 'invalid_token'
  | 'insufficient_scope';

/**
 * A refusal on its way to the caller. `message` is the public `error_description`: one sentence that says what to do,
 * never holding a token, secret, password or header. `detail` is for the log alone, under the same rule.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: OAuthErrorCode;
  /** HTTP status. Default 400; `invalid_client` 401. */
  readonly status: number;
  readonly detail: string | undefined;
  /** Extra response headers, such as `WWW-Authenticate` or `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: OAuthErrorCode,
    description: string,
    options: { status?: number; detail?: string; headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(description, { cause: options.cause });
    this.code = code;
    this.status = options.status ?? (code === 'invalid_client' || code === 'invalid_token' ? 401 : 400);
    this.detail = options.detail;
    this.headers = options.headers ?? {};
  }
}
