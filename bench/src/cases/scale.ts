import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case, CaseOptions } from '../case.ts';
import { type Child, startChild } from '../measure/child.ts';
import { takeRounds } from '../measure/rounds.ts';
import type { ScaleQuestion, ScaleRound } from '../ours/scale/scale-round.ts';
import type { CaseResult, Table } from '../report/results.ts';

const usualSizes = [10_000, 100_000, 1_000_000, 10_000_000];
const quickSizes = [1_000, 10_000];
/** Of the database file and its log, with room to spare. */
const roomPerGrantBytes = 1_500;
const fillPatienceMs = 30 * 60_000;
/** What we call flat: the tree of a thousand times the rows is two pages deeper, in each table that is read. */
const flatRatio = 1.5;

export const scaleCase: Case = {
  name: 'scale',
  summary:
    'refreshing at random among 10^4 to 10^7 grants in the embedded store (needs 17 GB of disk, and minutes to fill it)',
  run: runScale,
};

async function runScale({ rounds, quick, report }: CaseOptions): Promise<CaseResult> {
  const sizes = quick ? quickSizes : usualSizes;
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-scale-'));
  const children = new Map<string, Child>();
  try {
    ensureRoom(folder, sizes);
    // One after the other: filling needs memory, and the disk.
    for (const grantCount of sizes) {
      report(`making a store of ${nameSize(grantCount)}`);
      const child = startChild(new URL('../ours/scale/refresh-at-random.ts', import.meta.url), {
        args: [join(folder, `${grantCount}.sqlite`), String(grantCount)],
      });
      children.set(nameSize(grantCount), child);
      await child.waitUntilReady(fillPatienceMs);
    }
    const question: ScaleQuestion = quick ? { warmUpMs: 100, durationMs: 300 } : { warmUpMs: 1_000, durationMs: 2_000 };
    const measured = await takeRounds([...children.keys()], { rounds, report }, (side) =>
      ask(children.get(side), question),
    );
    return {
      name: 'scale',
      title: 'Many grants in the embedded store',
      notes: [
        '32 clients in a closed loop refresh grants chosen at random, each of a person of its own with a session of its own; synchronous=FULL, no HTTP. A store is closed between its rounds.',
        'The size is that of the database file for each grant, with the session and the person; refreshing does not add to it.',
      ],
      tables: createTables([...children.keys()], measured),
    };
  } finally {
    await Promise.all([...children.values()].map((child) => child.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

function ask(child: Child | undefined, question: ScaleQuestion): Promise<ScaleRound> {
  if (child === undefined) throw new Error('There is no such store.');
  return child.ask<ScaleRound>(question);
}

function ensureRoom(folder: string, sizes: readonly number[]): void {
  const neededBytes = roomPerGrantBytes * sizes.reduce((sum, size) => sum + size, 0);
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= neededBytes) return;
  const neededGb = (neededBytes / 1e9).toFixed(0);
  throw new Error(
    `This needs ${neededGb} GB of disk in ${tmpdir()}; make room, or set TMPDIR to a folder that has it.`,
  );
}

function nameSize(grantCount: number): string {
  return `${grantCount.toLocaleString('en')} grants`;
}

function createTables(
  sides: readonly string[],
  measured: ReadonlyMap<string, readonly ScaleRound[]>,
): readonly Table[] {
  const [smallest = ''] = sides;
  const largest = sides.at(-1) ?? smallest;
  const list = (read: (round: ScaleRound) => number): Table['sides'] =>
    sides.map((name) => ({ name, values: (measured.get(name) ?? []).map(read) }));
  return [
    {
      title: 'A refresh in the store',
      unit: 'µs of CPU',
      digits: 1,
      sides: list((round) => round.cpuUs),
      base: smallest,
      bars: [{ side: largest, of: 'ratio', atMost: flatRatio }],
    },
    { title: 'Latency, median', unit: 'ms', digits: 1, sides: list((round) => round.medianMs) },
    { title: 'Latency, p99', unit: 'ms', digits: 1, sides: list((round) => round.p99Ms) },
    {
      title: 'Size of the database for each grant',
      unit: 'bytes',
      digits: 0,
      sides: list((round) => round.bytesPerGrant),
      base: smallest,
      bars: [{ side: largest, of: 'ratio', atMost: flatRatio }],
    },
  ];
}
