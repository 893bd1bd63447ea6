import { createHmac } from 'node:crypto';
import type { AuthorityParts } from '../authority.ts';
import { toAddressBlock } from '../sign-in/address-block.ts';
import { deriveBrowserSecrets } from '../sign-in/browser-secrets.ts';

/** Failed guesses of one address at one client, counted here and in the store. */
export interface GuessLimit {
  /** How long this address must wait, in milliseconds, or 0. Answers from memory. */
  readWaitMs(clientId: string, address: string): number;
  /**
   * Count a failure, at once in this process and then in the store for all nodes. `reportDue` is false for failures
   * beyond the limit but the first, so that guessing cannot flood the audit trail.
   */
  countFailure(clientId: string, address: string): Promise<{ readonly reportDue: boolean }>;
}

interface Failures {
  count: number;
  untilMs: number;
}

/** What remembering costs at most; the oldest are forgotten first, and the store still knows them. */
const maxRemembered = 10_000;

/**
 * Limit guessing at client secrets, counting failures alone: a request that succeeds writes nothing, which is what makes
 * the token endpoint fast, and strangers cannot lock a client out, because its own address has its own count.
 *
 * Failures count in memory in the same turn in which the secret was judged, so that guesses sent all at once are limited
 * too. The store's count makes the limit hold across nodes and restarts: a node learns of it with its first failure.
 */
export function createGuessLimit(parts: Pick<AuthorityParts, 'config' | 'keys' | 'store' | 'clock'>): GuessLimit {
  const { clock, store } = parts;
  const { perClient: limit, windowSeconds } = parts.config.signInLimits;
  const windowMs = windowSeconds * 1000;
  const remembered = new Map<string, Failures>();
  // Keyed, so that the store's digests cannot be undone by trying every IPv4 address.
  const secrets = deriveBrowserSecrets(parts.keys, 'latchkey client attempt counters');

  function remember(name: string): Failures {
    const known = remembered.get(name);
    if (known !== undefined && known.untilMs > clock.nowMs()) return known;
    remembered.delete(name);
    const [oldest] = remembered.keys();
    if (oldest !== undefined && remembered.size >= maxRemembered) remembered.delete(oldest);
    const fresh = { count: 0, untilMs: clock.nowMs() + windowMs };
    remembered.set(name, fresh);
    return fresh;
  }

  return {
    readWaitMs(clientId, address) {
      if (remembered.size === 0) return 0;
      const failures = remembered.get(nameCounter(clientId, address));
      if (failures === undefined || failures.count < limit) return 0;
      return Math.max(0, failures.untilMs - clock.nowMs());
    },

    async countFailure(clientId, address) {
      const name = nameCounter(clientId, address);
      const failures = remember(name);
      failures.count += 1;
      const key = createHmac('sha256', secrets.current().key).update(name).digest();
      const reservation = await store.reserveAttempt([{ key, limit, windowMs }]);
      if (reservation.allowed) return { reportDue: true };
      failures.count = Math.max(failures.count, limit);
      failures.untilMs = clock.nowMs() + reservation.retryAfterMs;
      return { reportDue: reservation.firstRefusal };
    },
  };
}

function nameCounter(clientId: string, address: string): string {
  return JSON.stringify([clientId, toAddressBlock(address)]);
}
