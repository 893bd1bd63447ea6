import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Case } from '../src/case.ts';
import { formatHelp, readCommandLine, UsageError } from '../src/command-line.ts';

const cases: readonly Case[] = ['one', 'two'].map((name) => ({
  name,
  summary: `measures ${name}`,
  run: () => Promise.reject(new Error('not run here')),
}));

describe('the command line', () => {
  it('measures everything in 15 rounds unless told otherwise', () => {
    const usual = { kind: 'run', names: [], rounds: 15, quick: false, jsonFile: undefined };
    assert.deepEqual(readCommandLine([], cases), usual);
    assert.deepEqual(readCommandLine(['two', '--rounds', '31', '--json', 'f'], cases), {
      ...{ ...usual, names: ['two'], rounds: 31, jsonFile: 'f' },
    });
  });

  it('takes fewer rounds only from who is in a hurry', () => {
    assert.deepEqual(readCommandLine(['--quick'], cases).kind === 'run' && readCommandLine(['--quick'], cases), {
      ...{ kind: 'run', names: [], rounds: 3, quick: true, jsonFile: undefined },
    });
    for (const rounds of ['14', '0', '-1', '15.5', 'many', '1001']) {
      assert.throws(() => readCommandLine([`--rounds=${rounds}`], cases), UsageError, rounds);
    }
  });

  it('says what there is when a name or an option is not known', () => {
    assert.throws(() => readCommandLine(['three'], cases), /There is no three\. There are: one, two\./);
    assert.throws(() => readCommandLine(['--fast'], cases), UsageError);
  });

  it('helps, with every name', () => {
    assert.deepEqual(readCommandLine(['-h', 'three'], cases), { kind: 'help' });
    for (const { name, summary } of cases) assert.match(formatHelp(cases), new RegExp(`${name} +${summary}`));
  });
});
