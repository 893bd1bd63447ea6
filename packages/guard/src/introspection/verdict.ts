/** What the authority says about a token. */
export type IntrospectionVerdict =
  | { readonly status: 'active' }
  /** Revoked, expired, or not for this API to know: RFC 7662 does not tell which. */
  | { readonly status: 'inactive' }
  /** The authority could not be asked, or too many questions wait: answer 503, never 401. */
  | { readonly status: 'unavailable'; readonly retryAfterSeconds: number };
