/**
 * Should the embedded store run on the thread that serves HTTP, or on its own? Measures both, on this disk and with
 * 5 ms added to each sync, in interleaved rounds, and prints medians, quartiles and ratios.
 *
 *     node --conditions=@latchkey/source bench/group-commit.ts [rounds]
 *
 * Needs a C compiler called `cc` for the slow disk. Rounds: 15 unless given.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RoundResult, Side } from './group-commit/round-result.ts';

const addedFsyncUs = 5_000;
const rounds = Number(process.argv[2] ?? 15);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('The number of rounds is a whole number from 1.');

function compileSlowFsync(folder: string): string {
  const library = join(folder, 'slow-fsync.so');
  const source = new URL('./group-commit/slow-fsync.c', import.meta.url).pathname;
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch (error) {
    throw new Error('The slow disk needs a C compiler called `cc` on the PATH (Debian: apt install gcc).', {
      cause: error,
    });
  }
  return library;
}

function runRound(side: Side, library: string | undefined): RoundResult {
  const round = new URL('./group-commit/round.ts', import.meta.url).pathname;
  const slow = library === undefined ? {} : { LD_PRELOAD: library, SLOW_FSYNC_US: String(addedFsyncUs) };
  const output = execFileSync(process.execPath, ['--conditions=@latchkey/source', round, side], {
    env: { ...process.env, ...slow },
    encoding: 'utf8',
  });
  const result = JSON.parse(output) as RoundResult;
  if (library !== undefined && result.fsyncMs < addedFsyncUs / 1_000) {
    throw new Error(`A sync took ${result.fsyncMs} ms: the preloaded library did not slow it down.`);
  }
  return result;
}

interface Quartiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

function computeQuartiles(values: readonly number[]): Quartiles {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

const rows: readonly (readonly [label: string, read: (result: RoundResult) => number, digits: number])[] = [
  ['refreshes per second', (result) => result.refreshesPerSecond, 0],
  ['loop delay, median ms', (result) => result.loopDelayMedianMs, 2],
  ['loop delay, p99 ms', (result) => result.loopDelayP99Ms, 2],
  ['refresh latency, median ms', (result) => result.latencyMedianMs, 2],
];

function print(disk: string, main: readonly RoundResult[], worker: readonly RoundResult[]): void {
  const fsync = computeQuartiles([...main, ...worker].map((result) => result.fsyncMs));
  console.log(`\n${disk}: one sync takes ${fsync.median.toFixed(2)} ms; ${main.length} rounds each`);
  console.log('                             main thread (quartiles)      worker (quartiles)           worker ÷ main');
  for (const [label, read, digits] of rows) {
    const left = computeQuartiles(main.map(read));
    const right = computeQuartiles(worker.map(read));
    const ratio = computeQuartiles(worker.map((result, index) => read(result) / read(main[index] ?? result)));
    const show = ({ low, median, high }: Quartiles, decimals: number): string =>
      `${median.toFixed(decimals)} (${low.toFixed(decimals)}–${high.toFixed(decimals)})`.padEnd(29);
    console.log(label.padEnd(29) + show(left, digits) + show(right, digits) + show(ratio, 2));
  }
}

const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'));
try {
  const library = compileSlowFsync(folder);
  const disks = [
    { name: 'this disk', library: undefined },
    { name: `this disk, ${addedFsyncUs / 1_000} ms added to each sync`, library },
  ].map((disk) => ({ ...disk, main: [] as RoundResult[], worker: [] as RoundResult[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const disk of disks) {
      // The order alternates, so that whatever warms up or slows down the machine meets both sides alike.
      const sides: readonly Side[] = round % 2 === 0 ? ['main', 'worker'] : ['worker', 'main'];
      for (const side of sides) disk[side].push(runRound(side, disk.library));
    }
  }
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}`);
  for (const disk of disks) print(disk.name, disk.main, disk.worker);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
