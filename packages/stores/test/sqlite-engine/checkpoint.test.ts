import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, mock } from 'node:test';
import { createClock } from '@latchkey/server/store';
import { describeSession } from '../../src/contract/bff/scenario.ts';
import { sessionsSchema } from '../../src/sqlite-bff/schema.ts';
import { walLimitBytes } from '../../src/sqlite-engine/checkpoint.ts';
import { openConnection } from '../../src/sqlite-engine/connection.ts';
import { type Engine, openEngine } from '../../src/sqlite-engine/engine.ts';
import { withFolder } from '../sqlite/open-temporary.ts';

interface Opened {
  readonly engine: Engine;
  readonly file: string;
  /** Write so much that the log outgrows its limit. No checkpoint comes to the end of it, as among busy processes. */
  outgrow(): void;
  writeOnce(): void;
  measureLog(): number;
}

function withEngine(run: (opened: Opened) => void): Promise<void> {
  return withFolder(async (folder) => {
    const file = join(folder, 'sessions.sqlite');
    const connection = openConnection(file, 'shared');
    const engine = openEngine({ schema: sessionsSchema, connection, clock: createClock(), pruneRows: 500 });
    connection.db.exec('PRAGMA wal_autocheckpoint = 0');
    const measureLog = (): number => statSync(`${file}-wal`).size;
    const write = (bytes: number): void => {
      const session = { ...describeSession(), sealedTokens: new Uint8Array(bytes) };
      const [outcome] = engine.runBatch([{ id: 1, intent: 'beginSession', args: [session] }]).outcomes;
      assert.equal(outcome?.ok, true);
    };
    run({
      engine,
      file,
      measureLog,
      outgrow() {
        while (measureLog() <= 2 * walLimitBytes) write(1_000_000);
      },
      writeOnce: () => write(1),
    });
    engine.close();
  });
}

describe('the log of a file that several processes write', () => {
  it('begins anew at upkeep when it has outgrown its limit', () =>
    withEngine(({ engine, outgrow, writeOnce, measureLog }) => {
      outgrow();
      engine.maintain();
      writeOnce();
      assert.ok(measureLog() <= walLimitBytes, `${measureLog()} bytes`);
    }));

  it('is left alone while somebody reads for long, and begins anew after that', async () => {
    let monotonicMs = performance.now();
    const clock = mock.method(performance, 'now', () => monotonicMs);
    try {
      await withEngine(({ engine, file, outgrow, writeOnce, measureLog }) => {
        const reader = new DatabaseSync(file, { readOnly: true });
        reader.exec('BEGIN');
        reader.prepare('SELECT count(*) FROM sessions').get();
        outgrow();
        engine.maintain();
        writeOnce();
        assert.ok(measureLog() > walLimitBytes);
        reader.close();
        engine.maintain();
        writeOnce();
        assert.ok(measureLog() > walLimitBytes, 'writers are held up but seldom');
        monotonicMs += 10_000;
        engine.maintain();
        writeOnce();
        assert.ok(measureLog() <= walLimitBytes, `${measureLog()} bytes`);
      });
    } finally {
      clock.mock.restore();
    }
  });
});
