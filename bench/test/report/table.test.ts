import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Table } from '../../src/report/results.ts';
import { tabulate } from '../../src/report/table.ts';

const table: Table = {
  title: 'Speed',
  unit: 'per second',
  digits: 0,
  sides: [
    { name: 'theirs', values: [1000, 1000, 1000] },
    { name: 'ours', values: [1900, 2000, 2100] },
  ],
  base: 'theirs',
};

describe('a table', () => {
  it('shows medians with quartiles, and the ratio to the base round by round', () => {
    assert.deepEqual(tabulate(table), [
      ['', 'per second', '÷ theirs'],
      ['theirs', '1,000', ''],
      ['ours', '2,000 (1,950–2,050)', '2.00 (1.95–2.05)'],
    ]);
  });

  it('marks a bar that was missed, of values and of ratios', () => {
    const bars = [
      { side: 'ours', of: 'ratio', atLeast: 2 },
      { side: 'ours', of: 'value', atLeast: 2001 },
      { side: 'theirs', of: 'value', atMost: 999 },
    ] as const;
    const marks = tabulate({ ...table, bars }).map((row) => row.at(-1));
    assert.deepEqual(marks, ['must', '≤ 999: MISSED', '≥ 2 ×; ≥ 2,001: MISSED']);
  });
});
