import assert from 'node:assert/strict';
import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { here } from '../../src/contract/scenario.ts';
import { describePerson } from '../../src/contract/steps.ts';
import { openConnection } from '../../src/sqlite-engine/connection.ts';
import { call, type OpenedEngine, openTemporaryEngine, readOutcomes } from '../sqlite/open-engine.ts';

/** What an operator does to the files of a running server. */
const accidents: Readonly<Record<string, (file: string) => void>> = {
  'the database was deleted': (file) => rmSync(file),
  'its log was deleted': (file) => rmSync(`${file}-wal`),
  'its lock was deleted, and a second server let in': (file) => {
    rmSync(`${file}.lock`);
    openConnection(file, 'alone').close();
  },
  'the data folder was emptied': (file) => {
    for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(file + suffix);
  },
  'a backup was put in its place': (file) => {
    copyFileSync(file, `${file}.backup`);
    renameSync(`${file}.backup`, file);
  },
};

function createPerson({ engine }: OpenedEngine, usernameKey: string): unknown {
  return readOutcomes(engine.runBatch([call('createUser', describePerson({ usernameKey }), here)]))[0];
}

describe('a store whose files are not in their place any more', () => {
  for (const [accident, happen] of Object.entries(accidents)) {
    it(`acknowledges no change that would be lost: ${accident}`, () => {
      const opened = openTemporaryEngine();
      assert.equal(createPerson(opened, 'ada'), 'created');
      happen(opened.file);
      assert.equal(createPerson(opened, 'grace'), 'unavailable');
      assert.equal(opened.db.isTransaction, false);
      const [found] = readOutcomes(opened.engine.runBatch([call('findForSignIn', 'ada')])) as [{ active: boolean }];
      assert.equal(found.active, true, 'what was read once can still be read');
      assert.throws(
        () => opened.engine.maintain(),
        /store\.sqlite, its log or its lock was deleted or replaced.*restart/,
      );
      assert.throws(() => opened.close(), /deleted or replaced/);
    });
  }

  it('goes on when they are put back', () => {
    const opened = openTemporaryEngine();
    assert.equal(createPerson(opened, 'ada'), 'created');
    renameSync(opened.file, `${opened.file}.away`);
    assert.equal(createPerson(opened, 'grace'), 'unavailable');
    renameSync(`${opened.file}.away`, opened.file);
    assert.equal(createPerson(opened, 'grace'), 'created');
    opened.close();
  });
});
