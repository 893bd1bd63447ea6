import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { computePruneDay, pruneDaySql, readSupersessions, writeSupersessions } from '../../src/sqlite/columns.ts';

describe('columns', () => {
  it('give supersessions back as they were', () => {
    const supersessions = [
      { atMs: 1_800_000_000_123, firstGeneration: 4_294_967_294, lastGeneration: 4_294_967_295 },
      { atMs: 0, firstGeneration: 0, lastGeneration: 7 },
    ];
    assert.deepEqual(readSupersessions(writeSupersessions(supersessions)), supersessions);
    assert.deepEqual(readSupersessions(writeSupersessions([])), []);
  });

  it('read supersessions out of the middle of a larger buffer', () => {
    const bytes = writeSupersessions([{ atMs: 5, firstGeneration: 1, lastGeneration: 2 }]);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    assert.deepEqual(readSupersessions(larger.subarray(3)), [{ atMs: 5, firstGeneration: 1, lastGeneration: 2 }]);
  });

  it('compute the day of pruning in SQL as in code', () => {
    const db = new DatabaseSync(':memory:');
    const statement = db.prepare(`SELECT ${pruneDaySql('?1')} AS day, typeof(${pruneDaySql('?1')}) AS type`);
    for (const atMs of [0, 86_399_999, 86_400_000, 1_800_000_000_000]) {
      assert.deepEqual({ ...statement.get(atMs) }, { day: computePruneDay(atMs), type: 'integer' });
    }
    db.close();
  });
});
