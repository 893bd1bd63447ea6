import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import type { Log } from '../src/log.ts';
import { onStopSignal } from '../src/stop-signal.ts';

/** A process that only says how it would end. */
function openHost(closeAll: () => Promise<void>) {
  const host = Object.assign(new EventEmitter(), { exit: (code: number) => host.emit('exit', code) });
  const exits: unknown[] = [];
  host.on('exit', (code) => exits.push(code));
  const lines: string[] = [];
  const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  onStopSignal(host as unknown as Parameters<typeof onStopSignal>[0], log, closeAll);
  return { host, exits, lines };
}

describe('onStopSignal', () => {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    it(`closes everything on ${signal}, then ends with 0`, async () => {
      const closing = Promise.withResolvers<void>();
      const { host, exits, lines } = openHost(() => closing.promise);
      host.emit(signal, signal);
      assert.deepEqual(exits, []);
      closing.resolve();
      assert.deepEqual(await once(host, 'exit'), [0]);
      assert.deepEqual(lines, [`stopping {"signal":"${signal}"}`]);
    });
  }

  it('ends at once on a second signal', () => {
    const { host, exits } = openHost(() => new Promise(() => {}));
    host.emit('SIGTERM', 'SIGTERM');
    host.emit('SIGINT', 'SIGINT');
    assert.deepEqual(exits, [70]);
  });

  it('O1 ends with 70 when something cannot be closed, and logs what without its message', async () => {
    const secret = recordSecret('a-secret-in-a-message-of-a-driver');
    const { host, lines } = openHost(() => Promise.reject(new RangeError(secret)));
    host.emit('SIGTERM', 'SIGTERM');
    assert.deepEqual(await once(host, 'exit'), [70]);
    assert.match(lines[1] ?? '', /^stopping failed .*RangeError/);
    assert.ok(!lines.join().includes(secret));
  });

  for (const event of ['uncaughtException', 'unhandledRejection']) {
    it(`O1 closes everything and ends with 70 on an ${event}, logged without its message`, async () => {
      const secret = recordSecret('a-secret-in-an-error-nobody-caught');
      let closed = false;
      const { host, lines } = openHost(async () => {
        closed = true;
      });
      host.emit(event, new TypeError(secret));
      assert.deepEqual(await once(host, 'exit'), [70]);
      assert.equal(closed, true);
      assert.match(lines[0] ?? '', /^an error that nothing caught .*TypeError/);
      assert.ok(!lines.join().includes(secret));
    });
  }
});
