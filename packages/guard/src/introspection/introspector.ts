import type { GuardClock } from '../clock.ts';
import type { MetadataSource } from '../metadata-source.ts';

/** What the authority says about a token. */
export type IntrospectionVerdict =
  | { readonly status: 'active' }
  /** Revoked, expired, or not for this API to know: RFC 7662 does not tell which. */
  | { readonly status: 'inactive' }
  /** The authority could not be asked, or too many questions wait: answer 503, never 401. */
  | { readonly status: 'unavailable'; readonly retryAfterSeconds: number };

export interface IntrospectorOptions {
  /** A confidential client that may introspect at the issuer: `client_secret_basic`. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
  /** Names the `introspection_endpoint`. */
  readonly metadata: MetadataSource;
  /** How long an answer is used again, from 0 to 60. Default 5. */
  readonly cacheSeconds?: number | undefined;
  /** Answers held, from 0. Default 10,000. */
  readonly maxCachedAnswers?: number | undefined;
  /** Questions under way at a time, from 1. Default 16. */
  readonly maxConcurrent?: number | undefined;
  /** Questions that may wait for their turn, from 0; more are `unavailable` at once. Default 1,000. */
  readonly maxWaiting?: number | undefined;
  /** Patience with one question, waiting included. Default 3,000. */
  readonly timeoutMs?: number | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Ages answers. Default: the machine's. */
  readonly clock?: Pick<GuardClock, 'monotonicMs'> | undefined;
}

export interface Introspector {
  /** An answer that is still good, from memory. */
  recall(token: string): IntrospectionVerdict | undefined;
  /** Ask, or join whoever is asking about the same token. Never rejects. */
  introspect(token: string): Promise<IntrospectionVerdict>;
}

/**
 * Ask the authority whether tokens are live (RFC 7662), for when the revocation log is not known well enough.
 *
 * Tells nothing about a token's signature, audience or scope: the guard judges these itself, before it asks.
 */
export function createIntrospector(options: IntrospectorOptions): Introspector {
  void options;
  throw new Error('not written yet');
}
