import { mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case, CaseOptions } from '../case.ts';
import { type Child, startChild } from '../measure/child.ts';
import { takeRounds } from '../measure/rounds.ts';
import type { FilledGrants } from '../ours/scale/fill-store.ts';
import type { ScaleQuestion, ScaleRound } from '../ours/scale/scale-round.ts';
import type { CaseResult, Table } from '../report/results.ts';

const usualSizes = [10_000, 100_000, 1_000_000, 10_000_000];
const quickSizes = [1_000, 10_000];
/** Of the database file and its log, with room to spare. */
const roomPerGrantBytes = 1_200;
const fillPatienceMs = 30 * 60_000;
/** What we call flat: the tree of a thousand times the rows is two pages deeper, in each table that is read. */
const flatRatio = 1.5;

export const scaleCase: Case = {
  name: 'scale',
  summary:
    'refreshing at random among 10^4 to 10^7 grants in the embedded store (needs 14 GB of disk, and minutes to fill it)',
  run: runScale,
};

async function runScale({ rounds, quick, report }: CaseOptions): Promise<CaseResult> {
  const sizes = quick ? quickSizes : usualSizes;
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-scale-'));
  const stores = new Map<string, FilledStore>();
  try {
    ensureRoom(folder, sizes);
    // One after the other: filling needs memory, and the disk.
    for (const grantCount of sizes) {
      report(`making a store of ${nameSize(grantCount)}`);
      stores.set(nameSize(grantCount), await makeStore(join(folder, `${grantCount}.sqlite`), grantCount));
    }
    const times = quick ? { warmUpMs: 100, durationMs: 300 } : { warmUpMs: 1_000, durationMs: 2_000 };
    const measured = await takeRounds([...stores.keys()], { rounds, report }, (side) =>
      measure(stores.get(side), times),
    );
    return {
      name: 'scale',
      title: 'Many grants in the embedded store',
      notes: [
        '32 clients in a closed loop refresh grants chosen at random, each of a person of its own with a session of its own; synchronous=FULL, no HTTP.',
        'The size is that of the database file for each grant, with the session and the person; refreshing does not add to it.',
      ],
      tables: createTables(stores, measured),
    };
  } finally {
    await Promise.all([...stores.values()].map(({ child }) => child.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A database that has been filled, and the process that will refresh in it. */
interface FilledStore {
  readonly child: Child;
  readonly grants: FilledGrants;
  /** Of the file, with the session and the person that each grant has. */
  readonly bytesPerGrant: number;
}

async function makeStore(file: string, grantCount: number): Promise<FilledStore> {
  const args = [file, String(grantCount)];
  const filler = startChild(new URL('../ours/scale/fill.ts', import.meta.url), { args });
  const grants = await filler.waitUntilReady<FilledGrants>(fillPatienceMs);
  await filler.stop();
  const child = startChild(new URL('../ours/scale/refresh-at-random.ts', import.meta.url), { args });
  await child.waitUntilReady();
  return { child, grants, bytesPerGrant: statSync(file).size / grantCount };
}

function measure(store: FilledStore | undefined, times: Omit<ScaleQuestion, 'grants'>): Promise<ScaleRound> {
  if (store === undefined) throw new Error('There is no such store.');
  const question: ScaleQuestion = { grants: store.grants, ...times };
  return store.child.ask<ScaleRound>(question);
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
  stores: ReadonlyMap<string, FilledStore>,
  measured: ReadonlyMap<string, readonly ScaleRound[]>,
): readonly Table[] {
  const sides = [...stores.keys()];
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
      sides: sides.map((name) => ({ name, values: [stores.get(name)?.bytesPerGrant ?? Number.NaN] })),
      base: smallest,
      bars: [{ side: largest, of: 'ratio', atMost: flatRatio }],
    },
  ];
}
