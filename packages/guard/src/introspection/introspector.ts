import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { systemClock } from '../clock.ts';
import { createAnswerCache } from './answer-cache.ts';
import { createAskAuthority } from './ask-authority.ts';
import type { IntrospectorOptions } from './introspector-options.ts';
import type { IntrospectionVerdict } from './verdict.ts';
import { createWorkQueue } from './work-queue.ts';

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
  const { cacheSeconds = 5, maxCachedAnswers = 10_000, maxConcurrent = 16, maxWaiting = 1_000 } = options;
  const { timeoutMs = 3_000, clock = systemClock } = options;
  const ask = createAskAuthority(options);
  const cache = createAnswerCache({ keepMs: cacheSeconds * 1000, maxAnswers: maxCachedAnswers }, clock);
  const queue = createWorkQueue({ maxRunning: maxConcurrent, maxWaiting });
  const underWay = new Map<string, Promise<IntrospectionVerdict>>();
  // Answers are kept under a digest that means nothing outside this process: no token stays in memory for them.
  const digestKey = createSecretKey(randomBytes(32));
  const computeDigest = (token: string): string => createHmac('sha256', digestKey).update(token).digest('base64');

  async function askInTime(token: string, digest: string, askedAtMs: number): Promise<IntrospectionVerdict> {
    const remainingMs = Math.floor(timeoutMs - (clock.monotonicMs() - askedAtMs));
    if (remainingMs <= 0) return unavailable;
    try {
      const answer = await ask(token, AbortSignal.timeout(remainingMs));
      cache.keep(digest, answer);
      return answer;
    } catch {
      return unavailable;
    }
  }

  return {
    recall: (token) => cache.find(computeDigest(token)),
    introspect(token) {
      const digest = computeDigest(token);
      const known = cache.find(digest);
      if (known !== undefined) return Promise.resolve(known);
      const shared = underWay.get(digest);
      if (shared !== undefined) return shared;
      const askedAtMs = clock.monotonicMs();
      const started = queue.run(() => askInTime(token, digest, askedAtMs));
      if (started === undefined) return Promise.resolve(unavailable);
      const finished = started.finally(() => underWay.delete(digest));
      underWay.set(digest, finished);
      return finished;
    },
  };
}

const unavailable: IntrospectionVerdict = Object.freeze({ status: 'unavailable', retryAfterSeconds: 1 });
