/** Work that needs no server: called again and again in a process of its own. */
import { type Child, startChild } from './child.ts';

/** What a module of work exports as `createWork`. */
export type CreateWork<Input> = (input: Input) => Work | Promise<Work>;

/** One call of what is measured. It throws when the answer is wrong: a wrong answer is not fast. */
export type Work = (call: number) => unknown;

export type WorkQuestion =
  | { readonly do: 'prepare'; readonly module: string; readonly input: unknown }
  | { readonly do: 'run'; readonly calls: number };

export interface WorkSide {
  /** One round. @returns Microseconds of CPU per call, garbage collection included. */
  measure(): Promise<number>;
  stop(): Promise<void>;
}

const callsAtOnce = 1_000;
/** What is called often is compiled again and again, better each time: a side is warm after so many rounds' time. */
const warmUpRounds = 6;

/**
 * Start a side, warm it up and find out how many calls fill a round.
 *
 * @param module - exports `createWork`.
 * @param input - handed to it; must survive a structured clone.
 * @param roundMs - CPU time of a round, about.
 */
export async function startWork(module: URL, input: unknown, roundMs: number): Promise<WorkSide> {
  const child = startChild(new URL('work-host.ts', import.meta.url));
  await child.waitUntilReady();
  await ask(child, { do: 'prepare', module: module.href, input });
  let usedUs = 0;
  let lastUs = 0;
  while (usedUs < warmUpRounds * roundMs * 1000) {
    lastUs = await ask(child, { do: 'run', calls: callsAtOnce });
    usedUs += lastUs;
  }
  const calls = Math.max(100, Math.round((roundMs * 1000 * callsAtOnce) / lastUs));
  return {
    measure: async () => (await ask(child, { do: 'run', calls })) / calls,
    stop: () => child.stop(),
  };
}

/** @returns Microseconds of CPU. */
function ask(child: Child, question: WorkQuestion): Promise<number> {
  return child.ask(question);
}
