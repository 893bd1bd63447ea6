import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { cases } from '../../src/cases/index.ts';
import { replaceFigures } from '../../src/report/markdown.ts';
import type { RunResult } from '../../src/report/results.ts';

const result: RunResult = {
  format: 1,
  rounds: 15,
  quick: false,
  surroundings: {
    takenAt: '2026-01-01T00:00:00.000Z',
    cpu: 'a processor',
    cores: 2,
    memoryGiB: 8,
    system: 'Linux',
    node: 'v24.0.0',
    loadBefore: 0,
    versions: { jose: '6.0.0' },
  },
  cases: [
    {
      name: 'verify',
      title: 'Verifying',
      notes: ['A note.'],
      tables: [{ title: 'Speed', unit: 'per second', digits: 0, sides: [{ name: 'ours', values: [2] }] }],
    },
  ],
};

const page =
  'Before.\n<!-- figures: surroundings -->\nold\n<!-- end -->\n<!-- figures: verify -->\nold\n<!-- end -->\n' +
  '<!-- figures: tokens -->\nkept\n<!-- end -->\nAfter.\n';

describe('the page of figures', () => {
  it('gets what a run measured, and keeps the rest', () => {
    const written = replaceFigures(page, result);
    assert.match(written, /^Before\.\n/);
    assert.match(
      written,
      /figures: verify -->\nA note\.\n\n\| Speed \| per second \|\n\|---\|---:\|\n\| ours \| 2 \|\n<!-- end -->/,
    );
    assert.match(written, /15 rounds\. Node v24\.0\.0, 2 cores of a processor/);
    assert.match(written, /figures: tokens -->\nkept\n/);
    assert.match(written, /After\.\n$/);
    assert.doesNotMatch(written, /old/);
  });

  it('comes out the same when it is written twice', () => {
    const once = replaceFigures(page, result);
    assert.equal(replaceFigures(once, result), once);
  });

  it('is refused figures that it has no place for', () => {
    assert.throws(() => replaceFigures('', result), /no place for the figures of surroundings/);
  });

  it('has a place for everything that can be measured', () => {
    const real = readFileSync(new URL('../../../docs/performance.md', import.meta.url), 'utf8');
    for (const { name } of cases) assert.ok(real.includes(`<!-- figures: ${name} -->\n`), name);
  });
});
