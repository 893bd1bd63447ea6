import type { AccessTokenClaims } from '@latchkey/tokens/access-token';
import type { ProblemCode } from './problems.ts';

/** An access token whose signature, issuer, audience, type and times held when it was judged. Deeply frozen. */
export interface VerifiedToken<Claims extends object = Record<never, never>> {
  readonly claims: AccessTokenClaims & Claims;
  readonly scopes: ReadonlySet<string>;
  readonly permissions: ReadonlySet<string>;
  /** The key that signed it: `kid` and RFC 7638 thumbprint. */
  readonly kid: string;
  readonly keyThumbprint: string;
  /** The part of `jti` that names the grant, if it has one. */
  readonly grantId: string | undefined;
}

/** Why a request is refused, as data: the answer is made from this alone (see respond.ts). Holds no token. */
export interface Problem {
  /** A row of problems.ts, which gives status, RFC 6750 error, title and remedy. */
  readonly code: ProblemCode;
  /** Which rule decided. */
  readonly rule: string;
  /** For `insufficient_scope`. */
  readonly scope?: string | undefined;
  /** For RFC 9470. */
  readonly maxAgeSeconds?: number | undefined;
  readonly acrValues?: readonly string[] | undefined;
  /** For 503. */
  readonly retryAfterSeconds?: number | undefined;
  /** What the rule saw, for logs and `explain`. Never sent to the caller; quotes nothing that a token says. */
  readonly detail?: string | undefined;
}

export type Decision<Claims extends object = Record<never, never>> =
  | { readonly allowed: true; readonly token: VerifiedToken<Claims> }
  | { readonly allowed: false; readonly problem: Problem };
