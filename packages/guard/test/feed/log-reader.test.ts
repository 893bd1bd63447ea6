import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { revocationTarget } from '@latchkey/tokens/revocation-entry';
import type { FeedDelta, FeedMessage, FeedSnapshot } from '@latchkey/tokens/revocation-feed';
import { createLogReader, type LogReader, maxClockDifferenceMs, type Reading } from '../../src/feed/log-reader.ts';
import { bucketMs, type RevocationSet } from '../../src/feed/revocation-set.ts';
import { createFollower, leewayMs } from './log-follower.ts';
import { createSimulatedLog, issuer, type SimulatedLog } from './simulated-log.ts';

interface Following {
  readonly log: SimulatedLog;
  readonly reader: LogReader;
  readonly set: RevocationSet;
  /** Everything the log has to say to the reader where it stands; answers the last reading. */
  follow(): Reading | undefined;
  read(message: FeedMessage): Reading;
  knows(kind: 'session' | 'user', id: string): boolean;
}

const hourMs = 3_600_000;

function open(): Following {
  const log = createSimulatedLog();
  const { reader, set } = createFollower();
  const read = (message: FeedMessage): Reading => reader.read(message, log.nowMs);
  return {
    log,
    reader,
    set,
    read,
    follow() {
      log.nowMs += 1;
      return log.tell(reader.position()).map(read).at(-1);
    },
    knows: (kind, id) => set.findSeq(revocationTarget(kind, id)) !== undefined,
  };
}

const complete: Reading = { accepted: true, isComplete: true };
const gap: Reading = { accepted: false, reason: 'gap' };

describe('a reader of the revocation log', () => {
  it('follows a snapshot, deltas and heartbeats, and can say how far it has read', () => {
    const { log, reader, follow, knows } = open();
    log.append('session', 'a', log.nowMs + hourMs);
    assert.equal(reader.position(), undefined);
    assert.deepEqual(follow(), complete);
    assert.ok(knows('session', 'a'));
    log.append('session', 'b', log.nowMs + hourMs);
    log.append('user', 'c', log.nowMs + hourMs);
    assert.deepEqual(follow(), complete);
    assert.ok(knows('session', 'b') && knows('user', 'c'));
    assert.deepEqual(follow(), complete);
    assert.deepEqual(reader.position(), { epoch: 'epoch-1', ...log.head() });
  });

  it('counts entries of each part of a snapshot at once, but knows the log only after the last', () => {
    const { log, reader, read, knows } = open();
    for (const id of ['a', 'b', 'c', 'd']) log.append('session', id, log.nowMs + hourMs);
    const [first, second] = log.tell(undefined);
    assert.ok(first !== undefined && second !== undefined);
    assert.deepEqual(read(first), { accepted: true, isComplete: false });
    assert.deepEqual([knows('session', 'a'), knows('session', 'd'), reader.position()], [true, false, undefined]);
    assert.deepEqual(read(second), complete);
    assert.ok(knows('session', 'd'));
    assert.deepEqual(reader.position(), { epoch: 'epoch-1', ...log.head() });
  });

  const snapshots: readonly (readonly [string, (parts: readonly FeedSnapshot[]) => readonly FeedMessage[]])[] = [
    ['without its first part', (parts) => parts.slice(1)],
    ['without its second part', (parts) => parts.filter(({ part }) => part !== 2)],
    ['with a part twice', (parts) => [...parts.slice(0, 2), ...parts.slice(1)]],
    ['of two reads', (parts) => parts.map((part) => ({ ...part, readAtMs: part.readAtMs + part.part - 1 }))],
    ['of two heads', (parts) => parts.map((part) => ({ ...part, head: { ...part.head, seq: 7 + part.part } }))],
    ['of two logs', (parts) => parts.map((part) => ({ ...part, epoch: `epoch-${part.part}` }))],
    ['of two lengths', (parts) => parts.map((part) => ({ ...part, parts: part.parts + part.part }))],
  ];
  for (const [what, change] of snapshots) {
    it(`refuses a snapshot ${what}`, () => {
      const { log, reader, read, follow } = open();
      for (let index = 0; index < 7; index += 1) log.append('session', `${index}`, log.nowMs + hourMs);
      const readings = change(log.tell(undefined) as readonly FeedSnapshot[]).map(read);
      assert.ok(readings.some(({ accepted }) => !accepted));
      assert.deepEqual(
        readings.find(({ accepted }) => !accepted),
        gap,
      );
      assert.equal(reader.position(), undefined);
      reader.startConnection();
      assert.deepEqual(follow(), complete);
    });
  }

  it('refuses the rest of a snapshot that began on another connection', () => {
    const { log, reader, read } = open();
    for (let index = 0; index < 4; index += 1) log.append('session', `${index}`, log.nowMs + hourMs);
    const [first, second] = log.tell(undefined);
    assert.ok(first !== undefined && second !== undefined);
    assert.deepEqual(read(first), { accepted: true, isComplete: false });
    reader.startConnection();
    assert.deepEqual(read(second), gap);
  });

  it('refuses a heartbeat in the middle of a snapshot, even one for where it stood before', () => {
    const { log, reader, read, follow } = open();
    follow();
    log.nowMs += 1;
    const beat = log.tell(reader.position())[0];
    for (const id of ['a', 'b', 'c', 'd']) log.append('session', id, log.nowMs + hourMs);
    const [first] = log.tell(undefined);
    assert.ok(beat !== undefined && first !== undefined);
    assert.deepEqual(read(first), { accepted: true, isComplete: false });
    assert.deepEqual(read(beat), gap);
  });

  const breakers: readonly (readonly [string, (delta: FeedDelta) => FeedMessage])[] = [
    ['an entry taken out', (delta) => ({ ...delta, entries: delta.entries.slice(0, 1) })],
    ['its first entry taken out', (delta) => ({ ...delta, entries: delta.entries.slice(1) })],
    [
      'an entry changed',
      (delta) => ({
        ...delta,
        entries: delta.entries.map((entry) => ({ ...entry, target: revocationTarget('session', 'nobody') })),
      }),
    ],
    [
      'an entry made to end sooner',
      (delta) => ({ ...delta, entries: delta.entries.map((entry) => ({ ...entry, expiresAtMs: 1 })) }),
    ],
    ['another head', (delta) => ({ ...delta, head: { ...delta.head, digest: delta.previous.digest } })],
    ['a head further on', (delta) => ({ ...delta, head: { ...delta.head, seq: delta.head.seq + 1 } })],
    [
      'an entry from before its start',
      (delta) => ({
        ...delta,
        entries: [
          { seq: delta.previous.seq, kind: 'session', target: revocationTarget('session', 'old'), expiresAtMs: 1 },
          ...delta.entries,
        ],
      }),
    ],
    ['another start', (delta) => ({ ...delta, previous: delta.head })],
    ['another log', (delta) => ({ ...delta, epoch: 'epoch-2' })],
  ];
  for (const [what, change] of breakers) {
    it(`refuses a delta with ${what}, and asks for a snapshot then`, () => {
      const { log, reader, read, follow, knows } = open();
      follow();
      log.append('session', 'a', log.nowMs + hourMs);
      log.append('session', 'b', log.nowMs + hourMs);
      const [delta] = log.tell(reader.position()) as readonly FeedDelta[];
      assert.ok(delta !== undefined && delta.event === 'delta');
      assert.deepEqual(read(change(delta)), gap);
      assert.equal(reader.position(), undefined);
      assert.deepEqual(read(delta), gap, 'nothing but a snapshot helps');
      assert.deepEqual(follow(), complete);
      assert.ok(knows('session', 'a') && knows('session', 'b'));
    });
  }

  it('refuses a delta and a heartbeat before any snapshot', () => {
    const { log, read } = open();
    const start = log.tell(undefined)[0];
    assert.ok(start !== undefined);
    assert.deepEqual(read({ ...start, event: 'heartbeat' }), gap);
    log.append('session', 'a', log.nowMs + hourMs);
    const [delta] = log.tell({ epoch: 'epoch-1', ...start.head });
    assert.ok(delta?.event === 'delta');
    assert.deepEqual(read(delta), gap);
  });

  it('V6 refuses a heartbeat for another head: something was missed', () => {
    const { log, reader, read, follow } = open();
    follow();
    log.append('session', 'missed', log.nowMs + hourMs);
    const position = { epoch: 'epoch-1', ...log.head() };
    const [beat] = log.tell(position);
    assert.ok(beat?.event === 'heartbeat');
    assert.deepEqual(read(beat), gap);
    assert.equal(reader.position(), undefined);
  });

  it('refuses messages of another issuer', () => {
    const { log, read } = open();
    const [message] = log.tell(undefined);
    assert.ok(message !== undefined);
    assert.deepEqual(read({ ...message, iss: 'https://other.example' }), { accepted: false, reason: 'issuer' });
  });

  it('refuses what was read before something it has seen', () => {
    const { log, reader, read, follow } = open();
    follow();
    const old = log.tell(reader.position())[0];
    log.nowMs += 5;
    assert.deepEqual(follow(), complete);
    assert.ok(old !== undefined);
    assert.deepEqual(read(old), { accepted: false, reason: 'replayed' });
    const [snapshot] = log.tell(undefined);
    assert.ok(snapshot !== undefined);
    assert.deepEqual(read(snapshot), { accepted: false, reason: 'replayed' }, 'a snapshot must be of a later read');
  });

  it('refuses recordings, and an authority whose clock is far from its own', () => {
    const { log, reader } = open();
    const [message] = log.tell(undefined);
    assert.ok(message !== undefined);
    for (const offsetMs of [maxClockDifferenceMs + 1, -maxClockDifferenceMs - 1]) {
      const reading = reader.read(message, log.nowMs + offsetMs);
      assert.deepEqual(reading, { accepted: false, reason: 'clock' });
    }
    assert.deepEqual(reader.read(message, log.nowMs + maxClockDifferenceMs), complete);
  });

  it('tolerates less of a difference the more leeway its guard has: entries outlive their tokens by a minute', () => {
    const { log } = open();
    const reader = createLogReader({ issuer, leewayMs: 50_000, prune: () => undefined, addEntry: () => undefined });
    const [message] = log.tell(undefined);
    assert.ok(message !== undefined);
    assert.deepEqual(reader.read(message, log.nowMs - 10_001), { accepted: false, reason: 'clock' });
    assert.deepEqual(reader.read(message, log.nowMs - 10_000), complete);
  });

  it('keeps an unexpired entry that a later snapshot lacks', () => {
    const { log, reader, follow, knows } = open();
    const restore = log.backUp();
    log.append('session', 'a', log.nowMs + hourMs);
    follow();
    restore();
    log.append('session', 'b', log.nowMs + hourMs);
    log.append('session', 'c', log.nowMs + hourMs);
    assert.deepEqual(follow(), { accepted: true, isComplete: true, setBack: { fromSeq: 1, toSeq: 2 } });
    assert.ok(knows('session', 'a') && knows('session', 'b') && knows('session', 'c'));
    assert.deepEqual(reader.position(), { epoch: 'epoch-1', ...log.head() });
  });

  it('tells of a log that was set back, and of one of the same length with another past', () => {
    const { log, follow } = open();
    const restore = log.backUp();
    log.append('session', 'a', log.nowMs + hourMs);
    follow();
    restore();
    assert.deepEqual(follow(), { accepted: true, isComplete: true, setBack: { fromSeq: 1, toSeq: 0 } });
    log.append('session', 'b', log.nowMs + hourMs);
    follow();
    restore();
    log.append('session', 'c', log.nowMs + hourMs);
    assert.deepEqual(follow(), { accepted: true, isComplete: true, setBack: { fromSeq: 1, toSeq: 1 } });
  });

  it('places what a restored log newly says about people after everything it had seen', () => {
    const { log, set, follow } = open();
    const restore = log.backUp();
    for (const id of ['a', 'b', 'c']) log.append('session', id, log.nowMs + hourMs);
    follow();
    restore();
    log.append('user', 'person', log.nowMs + hourMs);
    follow();
    // A token from before the restore may say `rev` 3; the revocation came after it, whatever its own number is.
    assert.equal(set.findSeq(revocationTarget('user', 'person')), 4);
    log.append('user', 'later', log.nowMs + hourMs);
    follow();
    assert.equal(set.findSeq(revocationTarget('user', 'later')), 4);
  });

  it('merges a new epoch whose positions go on, without changing any', () => {
    const { log, set, follow } = open();
    log.append('user', 'early', log.nowMs + hourMs);
    follow();
    log.startEpoch();
    log.append('user', 'late', log.nowMs + hourMs);
    assert.deepEqual(follow(), complete);
    assert.deepEqual(
      ['early', 'late'].map((id) => set.findSeq(revocationTarget('user', id))),
      [1, 2],
    );
  });

  it('resumes over a reconnect, and takes a snapshot where what it lacks was pruned', () => {
    const { log, reader, read, follow, knows } = open();
    log.append('session', 'a', log.nowMs + hourMs);
    follow();
    log.append('session', 'short', log.nowMs + 20_000);
    log.append('session', 'long', log.nowMs + hourMs);
    const [delta] = log.tell(reader.position());
    assert.equal(delta?.event, 'delta');
    log.nowMs += 25_000;
    const messages = log.tell(reader.position());
    assert.equal(messages[0]?.event, 'snapshot', 'one of the two is gone');
    for (const message of messages) read(message);
    assert.deepEqual([knows('session', 'a'), knows('session', 'long'), knows('session', 'short')], [true, true, false]);
  });

  it('takes in an entry that ended less than a leeway ago: its token may still pass here', () => {
    const { log, reader, read, knows } = open();
    const [message] = log.tell(undefined);
    assert.ok(message?.event === 'snapshot');
    const ended = (id: string, agoMs: number, seq: number): FeedSnapshot['entries'][number] => {
      return { seq, kind: 'session', target: revocationTarget('session', id), expiresAtMs: log.nowMs - agoMs };
    };
    read({ ...message, entries: [ended('just now', leewayMs - 1, 1), ended('long ago', leewayMs, 2)] });
    assert.deepEqual([knows('session', 'just now'), knows('session', 'long ago')], [true, false]);
    assert.deepEqual(reader.position(), { epoch: 'epoch-1', ...log.head() });
  });

  it('lets an entry go a leeway after its end, by whichever clock is behind', () => {
    const { log, reader, set, follow } = open();
    log.append('session', 'a', log.nowMs + 60_000);
    follow();
    log.nowMs += 60_000 + leewayMs + bucketMs;
    const behindMs = 20_000;
    const beat = (clockMs: number): void => {
      for (const message of log.tell(reader.position())) assert.deepEqual(reader.read(message, clockMs), complete);
    };
    beat(log.nowMs - behindMs);
    assert.equal(set.size(), 1);
    log.nowMs += behindMs;
    beat(log.nowMs + behindMs);
    assert.equal(set.size(), 0);
  });
});
