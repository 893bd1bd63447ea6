import type { AuthorityParts } from '../authority.ts';
import type { ClientId } from '../ids.ts';

/** What a client's own token may say, as the store knew it at most a second ago. */
export interface VouchedClient {
  readonly live: boolean;
  /** The revocation log's head: claim `rev`. */
  readonly rev: number;
  /** The store's time now. */
  readonly nowMs: number;
}

export type VouchForClient = (clientId: ClientId) => Promise<VouchedClient>;

interface Answer {
  readonly askedAtMs: number;
  readonly vouched: Promise<VouchedClient>;
}

/** How old an answer of the store may be (design §8): a client that was removed gets tokens for this long at most. */
export const vouchingTtlMs = 1000;

/**
 * Ask the store whether a client is live, at most once a second for each client.
 *
 * An answer that is a moment old is safe: of a client's own token only `client` entries can match by `rev`, and such an
 * entry means that the client is gone, so a token made in that moment is rightly refused by every verifier.
 */
export function createClientVouching({ store, clock }: Pick<AuthorityParts, 'store' | 'clock'>): VouchForClient {
  const answers = new Map<ClientId, Answer>();

  function ask(clientId: ClientId): Answer {
    const vouched = store.vouchForClient(clientId);
    const answer = { askedAtMs: clock.nowMs(), vouched };
    answers.set(clientId, answer);
    // A failure is told to those who wait for it, and not remembered.
    vouched.catch(() => {
      if (answers.get(clientId) === answer) answers.delete(clientId);
    });
    return answer;
  }

  return async (clientId) => {
    const known = answers.get(clientId);
    const isFresh = known !== undefined && clock.nowMs() - known.askedAtMs < vouchingTtlMs;
    const { askedAtMs, vouched } = isFresh ? known : ask(clientId);
    const { live, rev, nowMs } = await vouched;
    return { live, rev, nowMs: nowMs + Math.max(0, clock.nowMs() - askedAtMs) };
  };
}
