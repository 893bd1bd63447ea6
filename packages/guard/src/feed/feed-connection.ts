import { formatFeedPosition } from '@latchkey/tokens/revocation-feed';
import type { GuardClock } from '../clock.ts';
import { readEventStream, type StreamEnd } from './event-stream.ts';
import type { VerifyMessage } from './feed-keys.ts';
import type { FeedEvent, FeedRefusal } from './feed-options.ts';
import type { FreshnessClock } from './freshness-clock.ts';
import type { LogReader } from './log-reader.ts';

export interface FeedConnectionParts {
  readonly verify: VerifyMessage;
  readonly reader: LogReader;
  readonly freshnessClock: FreshnessClock;
  readonly clock: GuardClock;
  readonly fetch: typeof globalThis.fetch;
  readonly authorization: string;
  readonly report: (event: FeedEvent) => void;
  /** The log is known up to its head, for the first time or again. */
  readonly onKnown: () => void;
}

/** How a connection went. */
export interface FeedOutcome extends StreamEnd {
  /** Whether it brought the log up to date at least once. */
  readonly wasOfUse: boolean;
}

/** An authority answers within this, store read included. Milliseconds. */
const connectPatienceMs = 5_000;
/** Three heartbeats and a little: then something is wrong, though nothing broke. */
const silencePatienceMs = 3_500;
/** Two clocks that run apart by half a thousandth make an age wrong by a second in this time: then it is reckoned anew. */
const renewAfterMs = 1_800_000;
const watchIntervalMs = 250;

/**
 * Hold one connection for as long as it says something new: resume where the reader stands, judge each message, leave
 * when one is refused or when what is known grows old.
 *
 * @param closing - ends it from outside.
 */
export async function holdConnection(
  url: string,
  parts: FeedConnectionParts,
  closing: AbortSignal,
): Promise<FeedOutcome> {
  const { reader, freshnessClock, clock, report } = parts;
  const leaving = new AbortController();
  let leftBecause: 'silent' | 'renewed' | undefined;
  const askedAtMs = clock.monotonicMs();
  let progressAtMs = Number.NEGATIVE_INFINITY;
  let wasOfUse = false;
  freshnessClock.startConnection(askedAtMs);
  reader.startConnection();

  function leave(reason: 'silent' | 'renewed'): void {
    leftBecause ??= reason;
    leaving.abort();
  }

  /** Age counts, not arrival: heartbeats that were held up on the way are no sign of life. */
  const watch = setInterval(() => {
    const nowMs = clock.monotonicMs();
    const freshness = freshnessClock.freshness(nowMs);
    const knownAtMs = freshness.state === 'known' ? nowMs - freshness.ageMs : Number.NEGATIVE_INFINITY;
    const deadlineMs = Math.max(askedAtMs + connectPatienceMs, Math.max(knownAtMs, progressAtMs) + silencePatienceMs);
    if (nowMs > askedAtMs + renewAfterMs) leave('renewed');
    else if (nowMs > deadlineMs) leave('silent');
  }, watchIntervalMs);
  watch.unref();

  function refuse(reason: FeedRefusal): false {
    report({ event: 'refused', reason });
    return false;
  }

  async function judge(text: string): Promise<boolean> {
    const verified = await parts.verify(text);
    if (!verified.ok) return refuse(isSignatureFailure(verified.reason) ? 'signature' : 'malformed');
    const { message } = verified;
    const reading = reader.read(message, clock.nowMs());
    if (!reading.accepted) return refuse(reading.reason);
    if (reading.setBack !== undefined) report({ event: 'log_set_back', ...reading.setBack });
    const nowMs = clock.monotonicMs();
    if (!reading.isComplete) {
      progressAtMs = nowMs;
      return true;
    }
    freshnessClock.note(message.readAtMs, nowMs);
    wasOfUse = true;
    parts.onKnown();
    return true;
  }

  const position = reader.position();
  const end = await readEventStream({
    url,
    headers: {
      authorization: parts.authorization,
      ...(position === undefined ? {} : { 'last-event-id': formatFeedPosition(position) }),
    },
    fetch: parts.fetch,
    signal: AbortSignal.any([leaving.signal, closing]),
    onOpen: () => report({ event: 'connected' }),
    onMessage: judge,
  });
  clearInterval(watch);
  return leftBecause === undefined ? { ...end, wasOfUse } : { reason: leftBecause, wasOfUse };
}

function isSignatureFailure(reason: string): boolean {
  return reason === 'signature' || reason === 'key' || reason === 'alg';
}
