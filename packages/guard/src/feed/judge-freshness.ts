import type { Freshness, StalePolicy } from '../revocation-view.ts';

/** What a route does with what is known at this moment. */
export type FreshnessJudgement =
  /** Judge by what is known. */
  | { readonly action: 'proceed' }
  /** Ask the authority about this token. */
  | { readonly action: 'introspect' }
  /** Answer 503. */
  | { readonly action: 'refuse'; readonly retryAfterSeconds: number };

const proceed: FreshnessJudgement = Object.freeze({ action: 'proceed' });
const introspect: FreshnessJudgement = Object.freeze({ action: 'introspect' });
/** A reader that lost the feed tries again within about a second. */
const refuse: FreshnessJudgement = Object.freeze({ action: 'refuse', retryAfterSeconds: 1 });

/**
 * Apply a route's policy to how well the log is known.
 *
 * Without a policy only a log that is absent is no obstacle: revocation then means expiry. A guard that has credentials
 * gives each route a policy. `absent` and `loading` are older than any age: with a policy they never proceed, and `accept`
 * does not accept them either, since what it accepts is a log that is known less well, not one that is not known.
 */
export function judgeFreshness(policy: StalePolicy | undefined, freshness: Freshness): FreshnessJudgement {
  if (policy === undefined) return freshness.state === 'absent' ? proceed : refuse;
  const ageMs = freshness.state === 'known' ? freshness.ageMs : Number.POSITIVE_INFINITY;
  if (ageMs <= policy.maxStaleSeconds * 1000) return proceed;
  switch (policy.onStale) {
    case 'introspect':
      return introspect;
    case 'refuse':
      return refuse;
    case 'accept':
      return ageMs <= policy.hardMaxStaleSeconds * 1000 ? proceed : refuse;
  }
}
