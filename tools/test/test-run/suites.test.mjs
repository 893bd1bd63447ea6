import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listFiles } from '../../check/source-files.mjs';
import { chooseSuites, suites } from '../../test-run/suites.mjs';
import { findTestFiles } from '../../test-run/test-files.mjs';

describe('the table of suites', () => {
  it('has each name once', () => {
    assert.equal(new Set(suites.map(({ name }) => name)).size, suites.length);
  });

  it('checks first, and searches the logs of everything last', () => {
    assert.equal(suites[0]?.kind, 'checks');
    assert.equal(suites.at(-1)?.kind, 'hygiene');
  });

  it('runs every test file of the repository in exactly one suite', async () => {
    const ours = (await listFiles()).filter((file) => /\.test\.(ts|mjs)$/.test(file));
    const run = suites.flatMap((suite) => (suite.kind === 'files' ? findTestFiles(suite) : []));
    assert.ok(ours.length > 0);
    assert.deepEqual(run.toSorted(), ours.toSorted());
  });

  it('finds a rehearsal for the search of the logs that is a suite of files', () => {
    for (const suite of suites) {
      if (suite.kind !== 'hygiene') continue;
      assert.equal(suites.find(({ name }) => name === suite.rehearsal)?.kind, 'files');
    }
  });

  it('keeps the order of the table, whatever the order of the command line', () => {
    const choice = chooseSuites(['keys', 'tokens']);
    assert.deepEqual('chosen' in choice ? choice.chosen.map(({ name }) => name) : [], ['tokens', 'keys']);
    const all = chooseSuites([]);
    assert.deepEqual('chosen' in all ? all.chosen : [], suites);
  });

  it('names what it does not know', () => {
    assert.deepEqual(chooseSuites(['tokens', 'tokesn']), { unknown: ['tokesn'] });
  });
});
