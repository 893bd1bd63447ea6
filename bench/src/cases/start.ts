import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Case, CaseOptions } from '../case.ts';
import { type Load, startLoad } from '../load/load.ts';
import type { Traffic } from '../load/plan.ts';
import { takeRounds } from '../measure/rounds.ts';
import { createKeptData, type KeptData, startAuthority } from '../ours/authority.ts';
import { fetchRefreshTokens } from '../ours/people.ts';
import { clientCredentialsRequest, refreshHead } from '../ours/tokens.ts';
import type { CaseResult } from '../report/results.ts';

const kinds = ['first start', 'later start'] as const;
type Kind = (typeof kinds)[number];

interface Measured {
  readonly readyMs: number;
  readonly idleMiB: number;
  readonly loadedMiB: number;
}

const connections = 32;
/** An idle process has given back by then what it needed to start. */
const idleMs = 3_000;

export const startCase: Case = {
  name: 'start',
  summary: 'from the start of our authority until it is ready, and its memory idle and under load',
  run: runStart,
};

async function runStart({ rounds, quick, report }: CaseOptions): Promise<CaseResult> {
  const load = await startLoad();
  const kept = await createKeptData();
  try {
    const measured = await takeRounds(kinds, { rounds, report }, (kind) =>
      measure(kind, kept, load, quick ? 500 : 5_000),
    );
    const pick = (kind: Kind, read: (round: Measured) => number): readonly number[] =>
      (measured.get(kind) ?? []).map(read);
    return {
      name: 'start',
      title: 'Starting, and memory',
      notes: [
        'From the start of the process, by Node from source as `npm start` does, until it says that it is ready to be asked. A first start makes database, keys and secrets.',
        `Memory is what the system counts as resident: idle ${idleMs / 1000} s after the start; loaded after ${connections} connections refreshed and fetched tokens.`,
      ],
      tables: [
        {
          title: 'Start to ready',
          unit: 'ms',
          digits: 0,
          sides: kinds.map((kind) => ({ name: kind, values: pick(kind, (round) => round.readyMs) })),
          bars: kinds.map((side) => ({ side, of: 'value', atMost: 1_000 })),
        },
        {
          title: 'Memory',
          unit: 'MiB',
          digits: 0,
          sides: [
            { name: 'idle', values: pick('later start', (round) => round.idleMiB) },
            { name: 'loaded', values: pick('later start', (round) => round.loadedMiB) },
          ],
          bars: [{ side: 'idle', of: 'value', atMost: 150 }],
        },
      ],
    };
  } finally {
    await load.stop();
    rmSync(kept.dataDirectory, { recursive: true, force: true });
  }
}

async function measure(kind: Kind, kept: KeptData, load: Load, durationMs: number): Promise<Measured> {
  const authority = await startAuthority(kind === 'first start' ? undefined : kept);
  try {
    const { readyMs } = authority;
    if (kind === 'first start') return { readyMs, idleMiB: Number.NaN, loadedMiB: Number.NaN };
    await wait(idleMs);
    const idle = await authority.readUsage();
    const tokens = await fetchRefreshTokens(authority, connections);
    const { port } = authority;
    const both: readonly Traffic[] = [
      { kind: 'repeat', requests: [clientCredentialsRequest] },
      { kind: 'refresh', chain: `start ${port}`, head: refreshHead, tokens },
    ];
    for (const traffic of both) await load.run({ port, connections, durationMs: durationMs / 2, traffic });
    const loaded = await authority.readUsage();
    return { readyMs, idleMiB: toMiB(idle.rssBytes), loadedMiB: toMiB(loaded.rssBytes) };
  } finally {
    await authority.stop();
  }
}

function toMiB(bytes: number): number {
  return bytes / 2 ** 20;
}
