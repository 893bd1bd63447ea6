/** What the token endpoint answers, spelled as on the wire. @see RFC 6749 §5.1, OpenID Connect Core §3.1.3.3 */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  /** Always said, since it may be less than was asked for (RFC 6749 §3.3). Empty when none. */
  readonly scope: string;
  readonly refresh_token?: string | undefined;
  readonly id_token?: string | undefined;
}
