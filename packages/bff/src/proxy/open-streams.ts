import type { BffLog } from '../log.ts';
import type { BffSessionStore, SessionDigest } from '../session/store.ts';

/** Why an exchange is broken off: its session is over, or nobody can tell whether it is. */
export type StreamEnd = 'session_ended' | 'store_unavailable';

/** Closes what is still open when the session it was opened by is over. */
export interface OpenStreams {
  /**
   * Watch over an exchange until it is finished.
   *
   * @param close - breaks it off; called at once when everything is closed already, and not twice.
   * @returns what to call when it is finished.
   */
  track(sessionDigest: SessionDigest, close: (why: StreamEnd) => void): () => void;
  /** Look now: a session has ended. */
  check(): void;
  /** Break off everything, and from now on whatever is tracked. */
  close(): void;
}

export interface OpenStreamsOptions {
  readonly store: Pick<BffSessionStore, 'filterLive'>;
  readonly log: BffLog;
  /** Default 1000: a session that ended in another process has no open streams a second later. */
  readonly intervalMs?: number | undefined;
  /** When the store has answered no question for so long everything is closed. Default 10,000. */
  readonly patienceMs?: number | undefined;
}

interface OpenStream {
  readonly sessionDigest: SessionDigest;
  readonly close: (why: StreamEnd) => void;
}

/**
 * Watch over open exchanges. Each is one entry in a set; each second, while there are any, one question to the store covers
 * all of them, whether they are streams, WebSockets or slow downloads: nobody has to say what stays open.
 *
 * Fails closed: with a store that does not answer nobody knows which sessions are over.
 */
export function createOpenStreams({
  store,
  log,
  intervalMs = 1000,
  patienceMs = 10_000,
}: OpenStreamsOptions): OpenStreams {
  const open = new Set<OpenStream>();
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  /** When the first question was asked that no answer has followed. From questions: a process that slept asked none. */
  let unansweredSinceMs: number | undefined;
  let isAsking = false;
  let mustAskAgain = false;

  function look(): void {
    if (open.size === 0) {
      clearInterval(timer);
      timer = undefined;
      unansweredSinceMs = undefined;
      return;
    }
    if (unansweredSinceMs !== undefined && performance.now() - unansweredSinceMs >= patienceMs) {
      log.warn({ closed: open.size }, 'sessions cannot be read; open streams were closed');
      closeAll(open, 'store_unavailable');
    }
    void ask();
  }

  /** One question at a time. An end that is reported meanwhile may be too late for its answer, so it is asked again. */
  async function ask(): Promise<void> {
    unansweredSinceMs ??= performance.now();
    if (isAsking) {
      mustAskAgain = true;
      return;
    }
    isAsking = true;
    try {
      do {
        mustAskAgain = false;
        const asked = [...open];
        if (asked.length === 0) {
          unansweredSinceMs = undefined;
          break;
        }
        const live = await store.filterLive([...new Set(asked.map(({ sessionDigest }) => sessionDigest))]);
        unansweredSinceMs = undefined;
        closeAll(
          asked.filter(({ sessionDigest }) => !live.has(sessionDigest)),
          'session_ended',
        );
      } while (mustAskAgain);
    } catch (error) {
      log.debug({ cause: error instanceof Error ? error.name : typeof error }, 'sessions of streams cannot be read');
    } finally {
      isAsking = false;
    }
  }

  function closeAll(streams: Iterable<OpenStream>, why: StreamEnd): void {
    for (const stream of [...streams]) {
      if (open.delete(stream)) stream.close(why);
    }
  }

  return {
    track(sessionDigest, close) {
      if (isClosed) {
        close('store_unavailable');
        return () => {};
      }
      const stream = { sessionDigest, close };
      open.add(stream);
      timer ??= setInterval(look, intervalMs).unref();
      return () => void open.delete(stream);
    },
    check: () => void ask(),
    close() {
      isClosed = true;
      clearInterval(timer);
      closeAll(open, 'store_unavailable');
    },
  };
}
