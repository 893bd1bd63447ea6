import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { createOpenStreams, type OpenStreams, type StreamEnd } from '../../src/proxy/open-streams.ts';
import type { SessionDigest } from '../../src/session/store.ts';
import { waitUntil } from './kit/servers.ts';
import { createTestStore } from './kit/test-store.ts';

const [one, other] = ['digest-1', 'digest-2'] as [SessionDigest, SessionDigest];
const log = { debug() {}, info() {}, warn() {}, error() {} };
const limit = { timeout: 20_000 };

describe('open streams', () => {
  let streams: OpenStreams | undefined;
  afterEach(() => streams?.close());

  function watch(options: { intervalMs?: number; patienceMs?: number } = {}) {
    const sessions = createTestStore();
    sessions.live.add(one).add(other);
    const created = createOpenStreams({ store: sessions.store, log, intervalMs: 20, ...options });
    streams = created;
    const ended: [string, StreamEnd][] = [];
    const track = (name: string, digest: SessionDigest) => created.track(digest, (why) => void ended.push([name, why]));
    return { ...created, sessions, ended, track };
  }

  it('B3 are closed when their session is over, and no others', limit, async () => {
    const { sessions, ended, track } = watch();
    track('a', one);
    track('b', one);
    track('c', other);
    await waitUntil(() => sessions.asked.times > 1);
    assert.deepEqual(ended, []);
    assert.equal(sessions.asked.sessions, 2);
    sessions.live.delete(one);
    await waitUntil(() => ended.length > 0);
    assert.deepEqual(ended, [
      ['a', 'session_ended'],
      ['b', 'session_ended'],
    ]);
  });

  it('are asked about only while there are any', limit, async () => {
    const { sessions, ended, track } = watch({ intervalMs: 5 });
    track('a', one)();
    const finish = track('b', one);
    await waitUntil(() => sessions.asked.times > 0);
    finish();
    let [last, same] = [-1, 0];
    await waitUntil(() => {
      same = sessions.asked.times === last ? same + 1 : 0;
      last = sessions.asked.times;
      return same > 20;
    });
    sessions.live.clear();
    assert.deepEqual(ended, []);
    track('c', one);
    await waitUntil(() => ended.length > 0);
  });

  it('B3 are looked at without delay when a session ends here, and again when one ends meanwhile', limit, async () => {
    const { sessions, ended, track, check } = watch({ intervalMs: 3_600_000 });
    track('a', one);
    track('b', other);
    sessions.live.delete(one);
    check();
    // The question is on its way, and its answer made; this end is too late for it.
    sessions.live.delete(other);
    check();
    await waitUntil(() => ended.length === 2);
    assert.equal(sessions.asked.times, 2);
  });

  for (const state of ['refuses', 'hangs'] as const) {
    it(`B3 are all closed when the store ${state} for too long`, limit, async () => {
      const { sessions, ended, track } = watch({ patienceMs: 100 });
      sessions.state = state;
      track('a', one);
      await waitUntil(() => ended.length > 0);
      assert.deepEqual(ended, [['a', 'store_unavailable']]);
      assert.ok(sessions.asked.times > 0);
      // One that is opened later finds the store as it is, and is not forgotten over the question that hangs.
      track('b', one);
      await waitUntil(() => ended.length > 1);
      assert.deepEqual(ended[1], ['b', 'store_unavailable']);
    });
  }

  it('stay open when the process stood still for long: the store is asked first', limit, async () => {
    const { sessions, ended, track } = watch({ patienceMs: 50 });
    track('a', one);
    await waitUntil(() => sessions.asked.times > 0);
    const standsStillUntil = performance.now() + 200;
    while (performance.now() < standsStillUntil);
    const { times } = sessions.asked;
    await waitUntil(() => sessions.asked.times > times + 2);
    assert.deepEqual(ended, []);
  });

  it('stay open though a session ended long before, when there was nothing to ask about', limit, async () => {
    const { sessions, ended, track, check } = watch({ patienceMs: 50 });
    check();
    const laterMs = performance.now() + 100;
    await waitUntil(() => performance.now() > laterMs);
    track('a', one);
    await waitUntil(() => sessions.asked.times > 2);
    assert.deepEqual(ended, []);
  });

  it(
    'stay open when they are opened after an outage, though the last question before was not answered',
    limit,
    async () => {
      const { sessions, ended, track } = watch({ patienceMs: 300 });
      sessions.state = 'refuses';
      const finish = track('a', one);
      await waitUntil(() => sessions.asked.times > 0);
      finish();
      sessions.state = 'answers';
      const laterMs = performance.now() + 400;
      await waitUntil(() => performance.now() > laterMs);
      track('b', one);
      const { times } = sessions.asked;
      await waitUntil(() => sessions.asked.times > times + 2);
      assert.deepEqual(ended, []);
    },
  );

  it('stay open over an outage that is short', limit, async () => {
    const { sessions, ended, track } = watch({ patienceMs: 3_600_000 });
    sessions.state = 'refuses';
    track('a', one);
    await waitUntil(() => sessions.asked.times > 3);
    sessions.state = 'answers';
    await waitUntil(() => sessions.asked.times > 6);
    assert.deepEqual(ended, []);
  });

  it('are closed with the proxy, and none is opened any more', () => {
    const { ended, track, close } = watch();
    track('a', one);
    close();
    close();
    track('b', one)();
    assert.deepEqual(ended, [
      ['a', 'store_unavailable'],
      ['b', 'store_unavailable'],
    ]);
  });
});
