import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { app, declareClients, hourMs, minuteMs } from '../../src/contract/scenario.ts';
import { beginGrantOfSomebody, refresh } from '../../src/contract/steps.ts';
import { createSteadyClock } from '../../src/sqlite-engine/steady-clock.ts';
import { askEngine, openTemporaryEngine } from '../sqlite/open-engine.ts';

/** A machine whose two clocks move together unless one is set. */
function createMachine(): {
  readonly read: (notBeforeMs?: number) => number;
  pass(ms: number): void;
  set(byMs: number): void;
} {
  let [wallMs, monotonicMs] = [1_000_000, 0];
  const clock = createSteadyClock({ nowMs: () => wallMs }, () => monotonicMs);
  return {
    read: (notBeforeMs = 0) => clock.nowMs(notBeforeMs),
    pass(ms) {
      wallMs += ms;
      monotonicMs += ms;
    },
    set(byMs) {
      wallMs += byMs;
    },
  };
}

describe('the clock of a store', () => {
  it('follows the machine’s, ahead at once', () => {
    const { read, pass, set } = createMachine();
    pass(10);
    assert.equal(read(), 1_000_010);
    set(hourMs);
    assert.equal(read(), 1_000_010 + hourMs);
  });

  it('creeps on at half the rate while the machine’s is behind, and follows it again when that has caught up', () => {
    const { read, pass, set } = createMachine();
    const ahead = read();
    set(-minuteMs);
    assert.equal(read(), ahead);
    pass(minuteMs);
    assert.equal(read(), ahead + minuteMs / 2);
    pass(minuteMs);
    assert.equal(read(), ahead + minuteMs);
    pass(minuteMs);
    assert.equal(read(), ahead + 2 * minuteMs);
  });

  it('begins with what a database has seen, and creeps on from there', () => {
    const { read, pass } = createMachine();
    const seen = 5_000_000;
    assert.equal(read(seen), seen);
    pass(3);
    assert.equal(read(seen), seen + 1, 'whole milliseconds');
    pass(1);
    assert.equal(read(seen), seen + 2);
  });

  it('T4 ends the overlap of a refresh token though the machine’s clock was set back meanwhile', async () => {
    const opened = openTemporaryEngine();
    const store = askEngine(opened.engine);
    await declareClients(store, [app]);
    opened.advance(hourMs);
    const grant = await beginGrantOfSomebody(store);
    await refresh(store, grant, 0);
    opened.advance(-hourMs);
    assert.equal((await refresh(store, grant, 0)).status, 'replayed');
    const monotonicNow = performance.now.bind(performance);
    const later = mock.method(performance, 'now', () => monotonicNow() + 2 * minuteMs);
    try {
      assert.equal((await refresh(store, grant, 0)).status, 'reused');
    } finally {
      later.mock.restore();
    }
    opened.close();
  });
});
