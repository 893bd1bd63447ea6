/** Load on a server, from a process of its own, measured by what it costs the server. */
import { type Child, startChild } from '../measure/child.ts';
import type { LoadPlan, LoadResult } from './plan.ts';

export interface Load {
  /** Send the requests and wait for the answers. Rejects at the first answer that is not 200. */
  run(plan: LoadPlan): Promise<LoadResult>;
  stop(): Promise<void>;
}

export async function startLoad(): Promise<Load> {
  const child = startChild(new URL('load-host.ts', import.meta.url));
  await child.waitUntilReady();
  return { run: (plan) => child.ask<LoadResult>(plan), stop: () => child.stop() };
}

/** Load a server. @returns Requests it answered for each second of CPU time of all its threads. */
export async function measurePerCpuSecond(
  load: Load,
  server: Pick<Child, 'readUsage'>,
  plan: LoadPlan,
): Promise<number> {
  const before = await server.readUsage();
  const { requests } = await load.run(plan);
  const after = await server.readUsage();
  return (requests * 1e6) / (after.cpuUs - before.cpuUs);
}

/** A server's code is compiled as it is used, over some ten thousand requests: the round that warms up is this much longer. */
const warmUpFactor = 6;

/** How long a round lasts, the first of which warms up. */
export function chooseDurationMs(round: number, usualMs: number): number {
  return round === 0 ? warmUpFactor * usualMs : usualMs;
}
