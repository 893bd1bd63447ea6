import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Case, CaseOptions } from '../case.ts';
import { startChild } from '../measure/child.ts';
import { takeRounds } from '../measure/rounds.ts';
import type { RoundResult, Side } from '../ours/group-commit/round-result.ts';
import { readQuantile } from '../report/quantiles.ts';
import type { CaseResult, Table } from '../report/results.ts';

const addedFsyncUs = 5_000;
const threads: readonly Side[] = ['main', 'worker'];
const disks = ['this disk', `this disk and ${addedFsyncUs / 1_000} ms`] as const;

type Disk = (typeof disks)[number];
type Setting = `${Side}, ${Disk}`;

export const groupCommitCase: Case = {
  name: 'group-commit',
  summary: 'the embedded store on the thread that serves HTTP or on its own, on this disk and on a slow one (needs cc)',
  run: runGroupCommit,
};

async function runGroupCommit({ rounds, report }: CaseOptions): Promise<CaseResult> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'));
  try {
    const library = compileSlowFsync(folder);
    const settings = disks.flatMap((disk) => threads.map((thread): Setting => `${thread}, ${disk}`));
    const measured = await takeRounds(settings, { rounds, report }, (setting) => runRound(setting, library));
    return {
      name: 'group-commit',
      title: 'The embedded store: on the main thread, or on its own',
      notes: [
        '200 clients refresh in a closed loop over 2,000 grants, synchronous=FULL, at most 256 calls a commit, each round in a process of its own.',
        'Loop delay is that of the thread that serves HTTP; about 1.1 ms is what the probe shows of an idle one. See docs/decisions/0005-sqlite-thread.md.',
      ],
      tables: disks.flatMap((disk) => createTables(disk, measured)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compileSlowFsync(folder: string): string {
  const library = join(folder, 'slow-fsync.so');
  const source = fileURLToPath(new URL('../ours/group-commit/slow-fsync.c', import.meta.url));
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

async function runRound(setting: Setting, library: string): Promise<RoundResult> {
  const isSlow = setting.endsWith(disks[1]);
  const child = startChild(new URL('../ours/group-commit/round.ts', import.meta.url), {
    args: [setting.startsWith('worker') ? 'worker' : 'main'],
    env: isSlow ? { LD_PRELOAD: library, SLOW_FSYNC_US: String(addedFsyncUs) } : {},
  });
  try {
    const result = await child.waitUntilReady<RoundResult>();
    if (isSlow && result.fsyncMs < addedFsyncUs / 1_000) {
      throw new Error(`A sync took ${result.fsyncMs} ms: the preloaded library did not slow it down.`);
    }
    return result;
  } finally {
    await child.stop();
  }
}

const rows: readonly {
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  read(result: RoundResult): number;
}[] = [
  { title: 'refreshes', unit: 'per second', digits: 0, read: (result) => result.refreshesPerSecond },
  { title: 'loop delay, median', unit: 'ms', digits: 2, read: (result) => result.loopDelayMedianMs },
  { title: 'loop delay, p99', unit: 'ms', digits: 2, read: (result) => result.loopDelayP99Ms },
  { title: 'latency of a refresh, median', unit: 'ms', digits: 2, read: (result) => result.latencyMedianMs },
];

function createTables(disk: Disk, measured: ReadonlyMap<Setting, readonly RoundResult[]>): readonly Table[] {
  const syncsMs = threads.flatMap((thread) => measured.get(`${thread}, ${disk}`) ?? []).map(({ fsyncMs }) => fsyncMs);
  const syncMs = readQuantile(syncsMs, 0.5).toFixed(2);
  return rows.map(({ title, unit, digits, read }) => ({
    title: `${title}; ${disk}, where a sync takes ${syncMs} ms`,
    unit,
    digits,
    sides: threads.map((thread) => ({ name: thread, values: (measured.get(`${thread}, ${disk}`) ?? []).map(read) })),
    base: 'main',
  }));
}
