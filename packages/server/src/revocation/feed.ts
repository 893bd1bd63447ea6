import { listCauses } from '@latchkey/host/error-causes';
import type { FeedPosition } from '@latchkey/tokens/revocation-feed';
import type { AuthorityParts } from '../authority.ts';
import type { ClientId } from '../ids.ts';
import { createUpdates, type UpdateFor } from './feed-events.ts';
import { createFeedStream, type FeedStream } from './feed-stream.ts';

/** Tells readers of the revocation log what is new, at once, and each second that nothing is. */
export interface RevocationFeed {
  /**
   * Take a reader on. What it is sent first rests on a read begun after this call.
   *
   * @param position - where it stands; undefined for one that knows nothing.
   */
  connect(clientId: ClientId, position: FeedPosition | undefined): FeedConnection;
  /** End every stream and take nobody on any more. Idempotent. */
  stop(): void;
}

export type FeedConnection =
  | { readonly connected: true; readonly body: ReadableStream<Uint8Array> }
  | { readonly connected: false; readonly reason: 'stopped' | 'too_many' };

export interface FeedTiming {
  /** A beat for those to whom nothing new could be told. It is left out when the read took as long. Default 1,000. */
  readonly heartbeatMs?: number | undefined;
  /** How long a reader may leave what it was sent. Default 10,000. */
  readonly patienceMs?: number | undefined;
}

interface Reader {
  readonly clientId: ClientId;
  readonly stream: FeedStream;
  position: FeedPosition | undefined;
  sentAtMs: number;
  /** A round went by while it had not taken what it was sent before. */
  wasPassedOver: boolean;
}

/** Connections of all readers, and of those with one client's name: one API cannot keep the others out. */
export const maxReaders = 1_000;
export const maxReadersPerClient = 500;

/**
 * The feed over the store. It works in rounds: one read of the log for all readers, one signature for all that stand at
 * the same position. A round is due each second and whenever something was revoked; without readers there is none.
 *
 * A read that fails or hangs is told to nobody: readers notice that the beat stops.
 */
export function createRevocationFeed(
  parts: Pick<AuthorityParts, 'config' | 'store' | 'keys' | 'log'>,
  timing: FeedTiming = {},
): RevocationFeed {
  const { config, store, keys, log } = parts;
  const { heartbeatMs = 1_000, patienceMs = 10_000 } = timing;
  const readers = new Set<Reader>();
  let isStopped = false;
  let isFailing = false;
  let isRunning = false;
  let isDue = false;
  let timer: NodeJS.Timeout | undefined;
  let stopListening: (() => void) | undefined;

  function wake(): void {
    isDue = true;
    if (!isRunning) void runRounds();
  }

  async function runRounds(): Promise<void> {
    clearTimeout(timer);
    isRunning = true;
    let startedAtMs = 0;
    while (isDue && readers.size > 0) {
      isDue = false;
      startedAtMs = performance.now();
      await runRound(startedAtMs);
    }
    isRunning = false;
    if (readers.size > 0) timer = setTimeout(wake, startedAtMs + heartbeatMs - performance.now()).unref();
  }

  async function runRound(startedAtMs: number): Promise<void> {
    // Whoever comes while the log is being read must be told of a later read.
    const participants = [...readers];
    try {
      const afterSeq = Math.min(...participants.map(({ position }) => position?.seq ?? 0));
      const reading = await store.readRevocationLog(afterSeq);
      const isTimely = performance.now() - startedAtMs < heartbeatMs;
      const updateFor = createUpdates(config.issuer, reading, afterSeq, keys.signer('feed', 'Ed25519'));
      for (const reader of participants) serve(reader, updateFor, isTimely);
      if (isFailing) log.info({}, 'the revocation log can be read again');
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.error({ causes: listCauses(error) }, 'the revocation feed is silent');
      isFailing = true;
    }
  }

  function serve(reader: Reader, updateFor: UpdateFor, isTimely: boolean): void {
    if (!readers.has(reader)) return;
    const nowMs = performance.now();
    if (!reader.stream.isDrained()) {
      reader.wasPassedOver = true;
      if (nowMs - reader.sentAtMs > patienceMs) reader.stream.cut();
      return;
    }
    const update = updateFor(reader.position);
    if (update === undefined) {
      reader.position = undefined;
      isDue = true;
      return;
    }
    // What was revoked is true however long the read took; that nothing was, is not.
    if (update.isHeartbeat && !isTimely) return;
    reader.stream.send(update.chunks);
    reader.sentAtMs = nowMs;
    reader.position = update.position;
  }

  /** Not at the next beat: it may only just not have taken the last one when something was revoked. */
  function catchUp(reader: Reader): void {
    if (!reader.wasPassedOver) return;
    reader.wasPassedOver = false;
    wake();
  }

  function remove(reader: Reader): void {
    readers.delete(reader);
    if (readers.size > 0) return;
    clearTimeout(timer);
    stopListening?.();
    stopListening = undefined;
  }

  return {
    connect(clientId, position) {
      if (isStopped) return { connected: false, reason: 'stopped' };
      const ofClient = [...readers].filter((reader) => reader.clientId === clientId).length;
      if (readers.size >= maxReaders || ofClient >= maxReadersPerClient) {
        return { connected: false, reason: 'too_many' };
      }
      const stream = createFeedStream({ onClosed: () => remove(reader), onDrained: () => catchUp(reader) });
      const reader: Reader = { clientId, stream, position, sentAtMs: performance.now(), wasPassedOver: false };
      readers.add(reader);
      stopListening ??= store.onRevocation(wake);
      wake();
      return { connected: true, body: stream.body };
    },
    stop() {
      isStopped = true;
      for (const { stream } of [...readers]) stream.end();
    },
  };
}
