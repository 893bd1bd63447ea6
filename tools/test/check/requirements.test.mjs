import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findRequirementProblems } from '../../check/requirements.mjs';

const tests = new Map([['server/a', "it('T1 works')"]]);
/** @param {string} row */
const judge = (row) =>
  findRequirementProblems(`| id | state | shown by | remark |\n${row}\n`, (name) => tests.get(name));

describe('the check of the table of promises', () => {
  it('accepts a promise whose test mentions it, and one that is not yet kept', () => {
    assert.deepEqual(judge('| T1 | kept | server/a | |'), []);
    assert.deepEqual(judge('| T2 | not yet | | |'), []);
  });

  for (const [what, row, expected] of [
    ['a kept promise without a test', '| T1 | kept | | |', /names no test/],
    ['a test that does not exist', '| T1 | kept | server/b | |', /no test called server\/b/],
    ['a test that shows something else', '| T2 | in part | server/a | |', /does not mention it/],
    ['a table without rows', '| T | kept | server/a | |', /no rows/],
    ['a state of its own', '| T1 | mostly | server/a | |', /none of/],
    ['tests of what is not there', '| T1 | not yet | server/a | |', /cannot be shown/],
  ]) {
    it(`refuses ${what}`, () => {
      assert.match(judge(String(row)).join(' '), expected instanceof RegExp ? expected : /./);
    });
  }
});
