import { setTimeout as wait } from 'node:timers/promises';
import { createBasicAuthorization } from '../client-secret-basic.ts';
import { systemClock } from '../clock.ts';
import type { Freshness, RevocationView } from '../revocation-view.ts';
import { type FeedOutcome, holdConnection } from './feed-connection.ts';
import { createMessageVerifier } from './feed-keys.ts';
import type { FeedOptions } from './feed-options.ts';
import { createFreshnessClock } from './freshness-clock.ts';
import { createLogReader } from './log-reader.ts';
import { computeReconnectDelayMs } from './reconnect-delay.ts';
import { createRevocationSet } from './revocation-set.ts';
import { createTokenMatcher } from './token-matcher.ts';
import { createTargetComputer } from './token-targets.ts';
import { createWatchers } from './watchers.ts';

/** The revocation log of one authority, held in memory and kept up to date for as long as it is open. */
export interface RevocationFeed extends RevocationView {
  /**
   * Resolves with the first snapshot, or when the issuer turns out to have no feed: from then on the guard is ready. Never
   * rejects; pending for ever when it is closed before.
   */
  readonly ready: Promise<void>;
  /** Disconnect. What is known stays and ages. Idempotent. */
  close(): void;
}

/** For fetching keys; the stream has its own patience. */
const fetchTimeoutMs = 5_000;
/** An issuer without a feed is asked again so often, in case it got one. */
const noFeedPauseMs = 60_000;

/**
 * Connect to an authority's revocation feed, and stay connected.
 *
 * Returns at once, with a view that is `loading`. Every message must be signed by a feed key of the issuer and follow the
 * one before it, so whatever lies between may delay the feed but not change it; and a delay shows as age. The open
 * connection keeps the process alive until `close`.
 */
export function openFeed(options: FeedOptions): RevocationFeed {
  const { issuer, metadata, credentials, clockLeewaySeconds = 10, clock = systemClock } = options;
  const fetch = options.fetch ?? globalThis.fetch;
  const report = options.onEvent ?? (() => undefined);
  const computeTarget = createTargetComputer();
  const set = createRevocationSet();
  const matcher = createTokenMatcher(set, computeTarget);
  const watchers = createWatchers(computeTarget);
  const reader = createLogReader({
    issuer,
    leewayMs: clockLeewaySeconds * 1000,
    addEntry(entry) {
      if (set.add(entry)) watchers.notify(entry);
    },
    prune: set.prune,
  });
  const freshnessClock = createFreshnessClock();
  const authorization = createBasicAuthorization(credentials);
  const closing = new AbortController();
  const verify = createMessageVerifier({
    metadata,
    settings: { fetch, fetchTimeoutMs, signal: closing.signal },
    clock,
  });
  const { promise: ready, resolve: onKnown } = Promise.withResolvers<void>();
  let hasFeed = true;

  async function connect(): Promise<FeedOutcome | 'no_feed'> {
    let url: string;
    try {
      const found = await metadata.get();
      hasFeed = found.document['revocation_feed_endpoint'] !== undefined;
      if (!hasFeed) return 'no_feed';
      url = found.endpoint('revocation_feed_endpoint');
    } catch {
      return { reason: 'not_located', wasOfUse: false };
    }
    return holdConnection(
      url,
      { verify, reader, freshnessClock, clock, fetch, authorization, report, onKnown },
      closing.signal,
    );
  }

  async function stayConnected(): Promise<void> {
    let failures = 0;
    while (!closing.signal.aborted) {
      const outcome = await connect();
      if (closing.signal.aborted) return;
      // What the metadata said may have been the reason; it is fetched anew before the next try.
      if (outcome === 'no_feed' || !outcome.wasOfUse) metadata.forget();
      if (outcome === 'no_feed') {
        report({ event: 'no_feed' });
        onKnown();
        await pause(noFeedPauseMs, closing.signal);
        continue;
      }
      const { reason, status } = outcome;
      report({ event: 'disconnected', reason, ...(status === undefined ? {} : { status }) });
      failures = outcome.wasOfUse ? 0 : failures + 1;
      await pause(computeReconnectDelayMs(failures, Math.random()), closing.signal);
    }
  }

  void stayConnected();

  return {
    ready,
    freshness(): Freshness {
      return hasFeed ? freshnessClock.freshness(clock.monotonicMs()) : { state: 'absent' };
    },
    isRevoked: matcher.isRevoked,
    isKeyWithdrawn: matcher.isKeyWithdrawn,
    watch(token, onRevoked) {
      if (!matcher.isRevoked(token)) return watchers.watch(token, onRevoked);
      let isWanted = true;
      queueMicrotask(() => {
        if (isWanted) onRevoked();
      });
      return () => {
        isWanted = false;
      };
    },
    close: () => closing.abort(),
  };
}

/** Wait, unless it is closed meanwhile. Does not keep the process alive. */
async function pause(durationMs: number, closing: AbortSignal): Promise<void> {
  await wait(durationMs, undefined, { ref: false, signal: closing }).catch(() => undefined);
}
