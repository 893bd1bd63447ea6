import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case, CaseOptions } from '../case.ts';
import { startChild } from '../measure/child.ts';
import { takeRounds } from '../measure/rounds.ts';
import type { SessionWork } from '../ours/browser-sessions.ts';
import type { CaseResult } from '../report/results.ts';

const works: readonly SessionWork['name'][] = ['find', 'claim', 'refresh'];
const processCounts = ['1 process', '2 processes', '4 processes'] as const;
type ProcessCount = (typeof processCounts)[number];

export const browserSessionsCase: Case = {
  name: 'browser-sessions',
  summary: "the browser proxy's embedded store when one process, two or four have its file open",
  run: runBrowserSessions,
};

async function runBrowserSessions({ rounds, quick, report }: CaseOptions): Promise<CaseResult> {
  const measured = await takeRounds(processCounts, { rounds, report }, (count) => measure(count, quick ? 300 : 1_000));
  return {
    name: 'browser-sessions',
    title: 'Sessions of the browser proxy in SQLite',
    notes: [
      '50 clients in each process in a closed loop, each on 20 sessions of its own, sealed tokens of 1,500 bytes. The rates are those of all processes together. See docs/decisions/0014-browser-sessions-store.md.',
    ],
    tables: works.map((work, index) => ({
      title: work,
      unit: 'per second',
      digits: 0,
      sides: processCounts.map((name) => ({
        name,
        values: (measured.get(name) ?? []).map((rates) => rates[index] ?? Number.NaN),
      })),
      base: '1 process',
    })),
  };
}

/** Calls per second of all processes together, for each kind of work. */
async function measure(count: ProcessCount, durationMs: number): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'));
  const children = Array.from({ length: Number.parseInt(count, 10) }, () =>
    startChild(new URL('../ours/browser-sessions.ts', import.meta.url), { args: [join(folder, 'sessions.sqlite')] }),
  );
  try {
    await Promise.all(children.map((child) => child.waitUntilReady()));
    const rates: number[] = [];
    for (const name of works) {
      const question: SessionWork = { name, durationMs };
      const answers = await Promise.all(children.map((child) => child.ask<number>(question)));
      rates.push(answers.reduce((sum, answer) => sum + answer, 0));
    }
    return rates;
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}
