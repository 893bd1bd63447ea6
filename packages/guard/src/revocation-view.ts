import type { VerifiedToken } from './decision.ts';

/** How well the revocation log is known at this moment. Ages are on the guard's own monotonic clock. */
export type Freshness =
  /** No credentials were given, so there is no feed: revocation means expiry. */
  | { readonly state: 'absent' }
  /** No snapshot yet: the guard is not ready. */
  | { readonly state: 'loading' }
  /** Everything revoked up to `ageMs` ago is known. */
  | { readonly state: 'known'; readonly ageMs: number };

/** What the rules may ask about revocations. In memory, synchronous. Implemented by feed/. */
export interface RevocationView {
  freshness(): Freshness;
  /** Whether an unexpired entry matches: token, grant, session and key by id; user and client when `seq` is after `rev`. */
  isRevoked(token: VerifiedToken): boolean;
  /** Withdrawn signing keys outrank any key set fetched later. Matches kid and thumbprint. */
  isKeyWithdrawn(kid: string, thumbprint: string): boolean;
  /** Call back once when an entry that matches arrives: open streams are closed by it. Returns how to stop. */
  watch(token: VerifiedToken, onRevoked: () => void): () => void;
}

/** What to do when the log is known less well than a route wants. */
export type StalePolicy =
  /** Ask RFC 7662 introspection: single-flight, cached for seconds, overflow is 503. */
  | { readonly onStale: 'introspect'; readonly maxStaleSeconds: number }
  /** 503 with Retry-After, never 401. */
  | { readonly onStale: 'refuse'; readonly maxStaleSeconds: number }
  /** Go on with what is known, up to the hard maximum, then 503. */
  | { readonly onStale: 'accept'; readonly maxStaleSeconds: number; readonly hardMaxStaleSeconds: number };
