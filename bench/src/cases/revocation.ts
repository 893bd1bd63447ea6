import { measureLatency, readPercentile } from '../../../packages/guard/test/feed/measure-latency.ts';
import type { Case, CaseOptions } from '../case.ts';
import { startChild } from '../measure/child.ts';
import { takeRounds } from '../measure/rounds.ts';
import type { CaseResult, MeasuredSide } from '../report/results.ts';

const guardCounts = ['10 guards', '100 guards'] as const;
type GuardCount = (typeof guardCounts)[number];

interface Measured {
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly slowestP99Ms: number;
}

export const revocationCase: Case = {
  name: 'revocation',
  summary: 'from asking for a revocation until 10 and 100 guards refuse the token, and memory per entry',
  run: runRevocation,
};

async function runRevocation({ rounds, quick, report }: CaseOptions): Promise<CaseResult> {
  const revocations = quick ? 20 : 100;
  const measured = await takeRounds(guardCounts, { rounds, report }, (count) => measure(revocations, count));
  const bytes = await measureMemory();
  const sides: readonly MeasuredSide[] = guardCounts.flatMap((count) => {
    const results = measured.get(count) ?? [];
    return [
      { name: `${count}, p50 of each`, values: results.map((result) => result.medianMs) },
      { name: `${count}, p99 of each`, values: results.map((result) => result.p99Ms) },
      { name: `${count}, p99 of the slowest`, values: results.map((result) => result.slowestP99Ms) },
    ];
  });
  return {
    name: 'revocation',
    title: 'From a revocation to the guards that refuse',
    notes: [
      `${revocations} revocations in a round, one after the other, against an authority in a process of its own with its database on disk. The guards share a process and have a connection each.`,
      'Nobody else offers it; the time counts from sending the request to POST /revoke.',
    ],
    tables: [
      {
        title: 'Asked to refused',
        unit: 'ms',
        digits: 1,
        sides,
        bars: [{ side: '100 guards, p99 of each', of: 'value', atMost: 250 }],
      },
      {
        title: 'Memory of a guard per live revocation, of 100,000',
        unit: 'bytes',
        digits: 0,
        sides: Object.entries(bytes).map(([kind, value]) => ({ name: kind, values: [value] })),
      },
    ],
  };
}

async function measure(revocations: number, count: GuardCount): Promise<Measured> {
  const figures = await measureLatency(revocations, Number.parseInt(count, 10));
  return {
    medianMs: readPercentile(figures.sinceAskedMs, 0.5),
    p99Ms: readPercentile(figures.sinceAskedMs, 0.99),
    slowestP99Ms: readPercentile(figures.slowestSinceAskedMs, 0.99),
  };
}

/** In a process where the collector can be called. */
async function measureMemory(): Promise<Readonly<Record<string, number>>> {
  const child = startChild(new URL('../ours/revocation-memory.ts', import.meta.url), { nodeOptions: ['--expose-gc'] });
  try {
    return await child.waitUntilReady();
  } finally {
    await child.stop();
  }
}
