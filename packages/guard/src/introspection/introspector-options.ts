import type { GuardCredentials } from '../client-secret-basic.ts';
import type { GuardClock } from '../clock.ts';
import type { MetadataSource } from '../metadata-source.ts';

export interface IntrospectorOptions {
  /** A confidential client that may introspect at the issuer: `client_secret_basic`. */
  readonly credentials: GuardCredentials;
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
