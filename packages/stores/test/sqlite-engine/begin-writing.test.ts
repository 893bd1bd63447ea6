import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { beginWriting } from '../../src/sqlite-engine/begin-writing.ts';

const busy = Object.assign(new Error('database is locked'), { errcode: 5 });

/** A database that fails so often before it lets somebody begin, and what it was told. */
function createDatabase(failures: readonly Error[]): { readonly told: string[]; exec(sql: string): void } {
  const left = [...failures];
  const told: string[] = [];
  return {
    told,
    exec(sql) {
      told.push(sql.replace('PRAGMA busy_timeout = ', 'wait '));
      const failure = sql.startsWith('PRAGMA') ? undefined : left.shift();
      if (failure !== undefined) throw failure;
    },
  };
}

const patience = { giveUpAfterMs: 60_000, busyTimeoutMs: 4_000 };

describe('who wants to write', () => {
  it('waits calmly first, then insists, and leaves the patience of other statements as it was', () => {
    const db = createDatabase([busy, busy, busy]);
    beginWriting(db, patience);
    const tries = ['wait 500', 'wait 20', 'wait 20', 'wait 20'].flatMap((wait) => [wait, 'BEGIN IMMEDIATE']);
    assert.deepEqual(db.told, [...tries, 'wait 4000']);
  });

  it('gives up in the end', () => {
    const db = createDatabase([busy, busy]);
    assert.throws(() => beginWriting(db, { ...patience, giveUpAfterMs: 0 }), busy);
    assert.deepEqual(db.told, ['wait 0', 'BEGIN IMMEDIATE', 'wait 4000']);
  });

  it('does not try again what failed otherwise', () => {
    const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
    const db = createDatabase([full]);
    assert.throws(() => beginWriting(db, patience), full);
    assert.deepEqual(db.told, ['wait 500', 'BEGIN IMMEDIATE', 'wait 4000']);
  });
});
