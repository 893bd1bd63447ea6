/** A revocation log whose reads a test holds back, breaks and counts; and readers of what the feed makes of it. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { chainDigest, genesisDigest, revocationTarget } from '@latchkey/tokens/revocation-entry';
import { type FeedMessage, type FeedPosition, verifyFeedMessage } from '@latchkey/tokens/revocation-feed';
import type { ClientId } from '../../src/ids.ts';
import { createRevocationFeed, type FeedTiming, type RevocationFeed } from '../../src/revocation/feed.ts';
import type { RevocationLogEntry, RevocationLogReading } from '../../src/revocation/store.ts';
import { createSampleConfig } from '../sample-config.ts';

export const reader = 'orders-api' as ClientId;

export interface FeedLog {
  readonly feed: RevocationFeed;
  readonly log: FakeLog;
  /** Connect and read; each call of `next` waits for one message. */
  connect(position?: FeedPosition, clientId?: ClientId): FeedReader;
  readonly lines: readonly string[];
}

export interface FeedReader {
  next(): Promise<FeedMessage>;
  /** The ids of the events so far. */
  readonly ids: readonly (string | undefined)[];
  /** Each signed message so far, as it was sent. */
  readonly tokens: readonly string[];
  /** Rejects when it was cut, resolves when it was ended in order. */
  readonly ended: Promise<void>;
  leave(): Promise<void>;
}

export interface FakeLog {
  append(id: string, expiresAtMs?: number): void;
  head(): { readonly seq: number; readonly digest: string };
  /** Forget everything and start with another name. */
  startEpoch(): void;
  /** Drop entries from the beginning, as pruning does. */
  prune(seq: number): void;
  /** Drop one entry that ended sooner than those around it. */
  drop(seq: number): void;
  /** Called before each read is answered; a promise holds it back, an error breaks it. */
  onRead: () => Promise<void> | void;
  readonly reads: number;
  readonly listeners: ReadonlySet<() => void>;
  readonly epoch: string;
}

const farMs = 2_000_000_000_000;

const pair = generateKeyPairSync('ed25519');

/** @param timing - Default: quick beats, and more patience than any test needs. */
export function openFeedLog(timing: FeedTiming = { heartbeatMs: 20, patienceMs: 3_600_000 }): FeedLog {
  let epoch = 'epoch-1';
  let entries: readonly RevocationLogEntry[] = [];
  let head = { seq: 0, digest: genesisDigest(epoch) };
  let reads = 0;
  let epochs = 1;
  const listeners = new Set<() => void>();
  const lines: string[] = [];
  const write = (_fields: unknown, message: string): void => void lines.push(message);

  const log: FakeLog = {
    append(id, expiresAtMs = farMs) {
      const entry = {
        seq: head.seq + 1,
        kind: 'session' as const,
        target: revocationTarget('session', id),
        expiresAtMs,
      };
      const digest = chainDigest(head.digest, entry);
      entries = [...entries, { ...entry, atMs: 0, previousDigest: head.digest, digest }];
      head = { seq: entry.seq, digest };
      for (const listener of listeners) listener();
    },
    head: () => head,
    startEpoch() {
      epochs += 1;
      epoch = `epoch-${epochs}`;
      entries = [];
      head = { seq: 0, digest: genesisDigest(epoch) };
    },
    prune(seq) {
      entries = entries.filter((entry) => entry.seq > seq);
    },
    drop(seq) {
      entries = entries.filter((entry) => entry.seq !== seq);
    },
    onRead: () => undefined,
    get reads() {
      return reads;
    },
    get epoch() {
      return epoch;
    },
    listeners,
  };

  const store = {
    async readRevocationLog(afterSeq: number): Promise<RevocationLogReading> {
      reads += 1;
      const nowMs = 1_000_000 + reads;
      await log.onRead();
      return { epoch, nowMs, head, entries: entries.filter(({ seq }) => seq > afterSeq) };
    },
    onRevocation(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const keys = { signer: () => ({ kid: 'feed', alg: 'Ed25519' as const, privateKey: pair.privateKey }) };
  const feed = createRevocationFeed(
    {
      config: createSampleConfig(),
      // Only what the feed uses of them.
      store: store as never,
      keys: keys as never,
      log: { debug: write, info: write, warn: write, error: write },
    },
    timing,
  );
  return {
    feed,
    log,
    lines,
    connect(position, clientId = reader) {
      const connection = feed.connect(clientId, position);
      assert.ok(connection.connected);
      return readFeed(connection.body);
    },
  };
}

export function readFeed(body: ReadableStream<Uint8Array>): FeedReader {
  const source = body.getReader();
  const ids: (string | undefined)[] = [];
  const tokens: string[] = [];
  const waiting: FeedMessage[] = [];
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  ended.catch(() => undefined);
  let text = '';

  function takeEvents(): void {
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n');
      ids.push(lines.find((line) => line.startsWith('id: '))?.slice(4));
      const data = lines.find((line) => line.startsWith('data: '))?.slice(6) ?? '';
      tokens.push(data);
      const publicKey = pair.publicKey;
      const verified = verifyFeedMessage(data, (kid) => ({ kid, alg: 'Ed25519', publicKey }));
      assert.ok(verified.ok, 'what the feed sends can be verified');
      waiting.push(verified.message);
    }
  }

  return {
    ids,
    tokens,
    ended,
    async next() {
      for (;;) {
        const message = waiting.shift();
        if (message !== undefined) return message;
        const chunk = await source.read().catch((error: unknown) => {
          reject(error);
          throw error;
        });
        if (chunk.done) {
          resolve();
          throw new Error('the feed has ended');
        }
        text += Buffer.from(chunk.value).toString('utf8');
        takeEvents();
      }
    },
    leave: () => source.cancel(),
  };
}
