import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { formatFeedPosition } from '@latchkey/tokens/revocation-feed';
import type { ClientId } from '../../src/ids.ts';
import { maxReaders, maxReadersPerClient } from '../../src/revocation/feed.ts';
import { type FeedReader, openFeedLog, reader, readFeed } from './feed-log.ts';

async function untilHeartbeat(connected: FeedReader): Promise<void> {
  while ((await connected.next()).event !== 'heartbeat');
}

describe('the revocation feed', () => {
  it('V6 sends a snapshot, then each revocation as it is committed, and beats in between', async () => {
    const { log, connect } = openFeedLog();
    log.append('a');
    const connected = connect();
    const snapshot = await connected.next();
    assert.ok(snapshot.event === 'snapshot');
    assert.deepEqual([snapshot.part, snapshot.parts, snapshot.entries.length, snapshot.head], [1, 1, 1, log.head()]);
    await untilHeartbeat(connected);
    const previous = log.head();
    log.append('b');
    log.append('c');
    let delta = await connected.next();
    while (delta.event === 'heartbeat') delta = await connected.next();
    assert.ok(delta.event === 'delta');
    assert.deepEqual([delta.previous, delta.entries.map(({ seq }) => seq), delta.head], [previous, [2, 3], log.head()]);
    assert.equal(connected.ids.at(-1), formatFeedPosition({ epoch: log.epoch, ...log.head() }));
    await connected.leave();
  });

  it('tells a revocation at once and not at the next beat', async () => {
    const { log, connect } = openFeedLog({ heartbeatMs: 3_600_000 });
    const connected = connect();
    await connected.next();
    log.append('a');
    assert.equal((await connected.next()).event, 'delta');
    await connected.leave();
  });

  it('tells what was revoked while it was reading, in the next read', async () => {
    const { log, connect } = openFeedLog({ heartbeatMs: 3_600_000 });
    const connected = connect();
    await connected.next();
    log.onRead = () => {
      log.onRead = () => undefined;
      log.append('during');
    };
    log.append('before');
    const first = await connected.next();
    assert.ok(first.event === 'delta');
    const seen = first.entries.length === 2 ? first : await connected.next();
    assert.ok(seen.event !== 'snapshot');
    assert.deepEqual(seen.head, log.head());
    await connected.leave();
  });

  it('V6 resumes where the reader stands when the log still has all that came after', async () => {
    const { log, connect } = openFeedLog();
    log.append('a');
    const position = { epoch: log.epoch, ...log.head() };
    log.append('b');
    const connected = connect(position);
    const delta = await connected.next();
    assert.ok(delta.event === 'delta');
    assert.deepEqual(
      delta.entries.map(({ seq }) => seq),
      [2],
    );
    await connected.leave();
    const again = connect({ epoch: log.epoch, ...log.head() });
    assert.equal((await again.next()).event, 'heartbeat');
    await again.leave();
  });

  it('sends everything when it cannot resume: pruned, another past, another log, a position ahead', async () => {
    const { log, connect } = openFeedLog({ heartbeatMs: 3_600_000 });
    const start = { epoch: log.epoch, ...log.head() };
    log.append('a');
    const afterFirst = { epoch: log.epoch, ...log.head() };
    for (const id of ['b', 'c', 'd']) log.append(id);
    log.prune(1);
    log.drop(3);
    const positions = [
      start,
      afterFirst,
      { ...start, seq: 1 },
      { epoch: log.epoch, ...log.head(), digest: start.digest },
      { ...start, epoch: 'another', ...log.head() },
      { ...start, seq: 99 },
    ];
    for (const position of positions) {
      const connected = connect(position);
      const message = await connected.next();
      assert.ok(message.event === 'snapshot', JSON.stringify(position));
      assert.equal(message.entries.length, 2);
      await connected.leave();
    }
  });

  it('sends everything to whoever it was connected to when the log starts anew', async () => {
    const { log, connect } = openFeedLog();
    log.append('a');
    const connected = connect();
    await connected.next();
    log.startEpoch();
    let message = await connected.next();
    while (message.event !== 'snapshot') message = await connected.next();
    assert.deepEqual([message.epoch, message.head], [log.epoch, log.head()]);
    await connected.leave();
  });

  it('sends a long log in parts of one read, and gives a position with the last alone', async () => {
    const { log, connect } = openFeedLog();
    for (let index = 0; index < 4_001; index += 1) log.append(`s${index}`);
    const connected = connect();
    const parts = [await connected.next(), await connected.next(), await connected.next()];
    assert.deepEqual(
      parts.map((part) => (part.event === 'snapshot' ? [part.part, part.parts, part.entries.length] : part.event)),
      [
        [1, 3, 2_000],
        [2, 3, 2_000],
        [3, 3, 1],
      ],
    );
    assert.equal(new Set(parts.map(({ readAtMs }) => readAtMs)).size, 1);
    assert.deepEqual(
      connected.ids.slice(0, 3).map((id) => id !== undefined),
      [false, false, true],
    );
    await connected.leave();
  });

  it('sends everything to whoever is behind by more than fits one message', async () => {
    const { log, connect } = openFeedLog({ heartbeatMs: 3_600_000 });
    const start = { epoch: log.epoch, ...log.head() };
    for (let index = 0; index < 2_000; index += 1) log.append(`s${index}`);
    const near = connect(start);
    assert.equal((await near.next()).event, 'delta');
    await near.leave();
    log.append('one more');
    const far = connect(start);
    assert.equal((await far.next()).event, 'snapshot');
    await far.leave();
  });

  it('signs once for all readers at one position', async () => {
    const { log, connect } = openFeedLog();
    const readers = Array.from({ length: 20 }, () => connect());
    const follow = async (one: FeedReader): Promise<string | undefined> => {
      let message = await one.next();
      while (message.head.seq < 1) message = await one.next();
      return one.tokens.at(-1);
    };
    const following = readers.map(follow);
    while (log.reads < 5) await wait(5);
    log.append('a');
    const tokens = await Promise.all(following);
    assert.equal(new Set(tokens).size, 1);
    await Promise.all(readers.map((one) => one.leave()));
  });

  it('tells a reader who had not quite taken the last message what was revoked, without waiting for the beat', async () => {
    const { feed, log } = openFeedLog({ heartbeatMs: 3_600_000 });
    const connection = feed.connect(reader, undefined);
    assert.ok(connection.connected);
    while (log.reads < 1) await wait(1);
    await wait(5);
    log.append('a');
    // Until the round has gone by; were it slower, the delta would come all the same.
    await wait(20);
    const late = readFeed(connection.body);
    assert.equal((await late.next()).event, 'snapshot');
    assert.equal((await late.next()).event, 'delta');
    await late.leave();
  });

  it('V6 does not beat on a read that took too long, but still tells what was revoked', async () => {
    const { log, connect } = openFeedLog({ heartbeatMs: 50 });
    const connected = connect();
    const first = await connected.next();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const readsBefore = log.reads;
    log.onRead = () => (log.reads === readsBefore + 1 ? held : undefined);
    while (log.reads === readsBefore) await wait(5);
    await wait(120);
    release();
    const beat = await connected.next();
    assert.equal(beat.event, 'heartbeat');
    assert.ok(beat.readAtMs > first.readAtMs + 1, 'the beat of the slow read was left out');

    const slow = Promise.withResolvers<void>();
    const readsThen = log.reads;
    log.onRead = () => (log.reads === readsThen + 1 ? slow.promise : undefined);
    log.append('a');
    await wait(120);
    slow.resolve();
    let delta = await connected.next();
    while (delta.event === 'heartbeat') delta = await connected.next();
    assert.deepEqual([delta.event, delta.readAtMs], ['delta', 1_000_000 + readsThen + 1]);
    await connected.leave();
  });

  it('V6 is silent while the store fails, keeps its readers, says so once, and goes on afterwards', async () => {
    const { log, connect, lines } = openFeedLog();
    const connected = connect();
    await connected.next();
    let failures = 0;
    log.onRead = () => {
      failures += 1;
      throw new Error('the database is locked');
    };
    const lastGood = log.reads;
    while (failures < 4) await wait(5);
    log.onRead = () => undefined;
    log.append('a');
    let message = await connected.next();
    while (message.readAtMs <= 1_000_000 + lastGood) message = await connected.next();
    assert.ok(message.readAtMs >= 1_000_000 + lastGood + 4, 'nothing was said while it failed');
    const episode = ['the revocation feed is silent', 'the revocation log can be read again'];
    assert.deepEqual(lines, episode);
    failures = 0;
    log.onRead = () => {
      failures += 1;
      throw new Error('the database is locked');
    };
    while (failures < 2) await wait(5);
    assert.deepEqual(lines, [...episode, episode[0]]);
    await connected.leave();
  });

  it('V6 answers a new reader from a read that began after it came', async () => {
    const { log, connect } = openFeedLog({ heartbeatMs: 3_600_000 });
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    log.onRead = () => (log.reads === 1 ? held : undefined);
    const first = connect();
    const second = connect();
    release();
    const messages = await Promise.all([first.next(), second.next()]);
    assert.deepEqual(
      messages.map(({ readAtMs }) => readAtMs),
      [1_000_001, 1_000_002],
    );
    await Promise.all([first.leave(), second.leave()]);
  });

  it('sends a reader nothing more before it has taken what it was sent, and cuts it in the end', async () => {
    const { feed, log, connect } = openFeedLog({ heartbeatMs: 10, patienceMs: 100 });
    const slow = feed.connect(reader, undefined);
    assert.ok(slow.connected);
    const other = connect();
    for (let index = 0; index < 50; index += 1) {
      log.append(`s${index}`);
      await other.next();
    }
    while (log.listeners.size > 0 && (await other.next()).readAtMs < 1_000_200) await wait(5);
    const late = readFeed(slow.body);
    await assert.rejects(late.next(), /too slow/);
    assert.ok(late.tokens.length <= 1, `${late.tokens.length} messages were kept for it`);
    assert.equal((await other.next()).event, 'heartbeat', 'others are not disturbed');
    await other.leave();
  });

  it('makes up for what a slow reader was not sent', async () => {
    const { feed, log, connect } = openFeedLog({ heartbeatMs: 10, patienceMs: 60_000 });
    const connection = feed.connect(reader, undefined);
    assert.ok(connection.connected);
    const other = connect();
    for (const id of ['a', 'b', 'c']) {
      log.append(id);
      while ((await other.next()).head.seq < log.head().seq);
    }
    const slow = readFeed(connection.body);
    assert.equal((await slow.next()).event, 'snapshot');
    let message = await slow.next();
    while (message.head.seq < 3) message = await slow.next();
    assert.deepEqual(message.head, log.head());
    await Promise.all([slow.leave(), other.leave()]);
  });

  it('takes only so many readers, in all and of one client', async () => {
    const { feed } = openFeedLog({ heartbeatMs: 3_600_000 });
    const fill = (clientId: string, count: number): readonly boolean[] =>
      Array.from({ length: count }, () => feed.connect(clientId as ClientId, undefined).connected);
    assert.ok(fill('one', maxReadersPerClient).every((connected) => connected));
    assert.deepEqual(feed.connect('one' as ClientId, undefined), { connected: false, reason: 'too_many' });
    assert.ok(fill('two', maxReaders - maxReadersPerClient).every((connected) => connected));
    assert.deepEqual(feed.connect('three' as ClientId, undefined), { connected: false, reason: 'too_many' });
    feed.stop();
  });

  it('gives the place of a reader who left to another, and rests when the last has left', async () => {
    const { feed, log, connect } = openFeedLog();
    const connected = connect();
    await connected.next();
    assert.equal(log.listeners.size, 1);
    await connected.leave();
    assert.equal(log.listeners.size, 0);
    const readsBefore = log.reads;
    await wait(100);
    assert.ok(log.reads <= readsBefore + 1, 'a read under way may end');
    for (let index = 0; index <= maxReadersPerClient; index += 1) {
      const again = feed.connect(reader, undefined);
      assert.ok(again.connected);
      await again.body.cancel();
    }
  });

  it('ends its streams in order when the server stops, and takes nobody on any more', async () => {
    const { feed, connect, log } = openFeedLog();
    const connected = connect();
    await connected.next();
    feed.stop();
    feed.stop();
    await assert.rejects(async () => {
      for (;;) await connected.next();
    }, /has ended/);
    await connected.ended;
    assert.deepEqual(feed.connect(reader, undefined), { connected: false, reason: 'stopped' });
    assert.equal(log.listeners.size, 0);
  });
});
