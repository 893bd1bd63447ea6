import type { ClientId, SessionId, UserId } from '../ids.ts';

/** What an authorization code stands for. The code itself is never stored, only its SHA-256. */
export interface NewAuthorizationCode {
  readonly codeHash: Uint8Array;
  readonly clientId: ClientId;
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** Exactly as the request had it; undefined where the request legitimately had none (first-party challenge). */
  readonly redirectUri: string | undefined;
  /** PKCE S256 challenge, RFC 7636. */
  readonly codeChallenge: string;
  readonly scopes: readonly string[];
  /** Audiences, RFC 8707. */
  readonly resources: readonly string[];
  readonly nonce: string | undefined;
  readonly ttlMs: number;
}

export interface AuthorizationCodeStore {
  /** False when the session or user ended in the meantime: then nothing is stored. */
  saveAuthorizationCode(code: NewAuthorizationCode): Promise<boolean>;
}
