/** Work that needs no server: called again and again in a process of its own. */
import { type Child, startChild } from './child.ts';
import { type RoundOptions, takeRounds } from './rounds.ts';

/** What a module of work exports as `createWork`. */
export type CreateWork<Input> = (input: Input) => Work | Promise<Work>;

/** One call of what is measured. It throws when the answer is wrong: a wrong answer is not fast. */
export type Work = (call: number) => unknown;

export type WorkQuestion =
  | { readonly do: 'prepare'; readonly module: string; readonly input: unknown }
  | { readonly do: 'run'; readonly calls: number };

/** One side of a comparison. */
export interface WorkModule {
  /** Exports `createWork`. */
  readonly module: URL;
  /** Handed to it; must survive a structured clone. */
  readonly input: unknown;
}

interface WorkSide {
  /** One round. @returns Microseconds of CPU per call, garbage collection included. */
  measure(): Promise<number>;
  stop(): Promise<void>;
}

const callsAtOnce = 1_000;
/** What is called often is compiled again and again, better each time: a side is warm after so many rounds' time. */
const warmUpRounds = 6;

/** CPU time of a round, about. */
const roundMs = 150;
const quickRoundMs = 40;

/**
 * Measure work side by side.
 *
 * @returns By side, microseconds of CPU per call in each round.
 */
export async function measureWork<Side extends string>(
  modules: ReadonlyMap<Side, WorkModule>,
  { rounds, quick, report }: RoundOptions & { readonly quick: boolean },
): Promise<ReadonlyMap<Side, readonly number[]>> {
  const sides = new Map<Side, WorkSide>();
  try {
    for (const [name, module] of modules) {
      report(`preparing ${name}`);
      sides.set(name, await startWork(module, quick ? quickRoundMs : roundMs));
    }
    return await takeRounds([...sides.keys()], { rounds, report }, async (name) => {
      const side = sides.get(name);
      if (side === undefined) throw new Error(`There is no side ${name}.`);
      return side.measure();
    });
  } finally {
    for (const side of sides.values()) await side.stop();
  }
}

/** Start a side, warm it up and find out how many calls fill a round. */
async function startWork({ module, input }: WorkModule, roundMs: number): Promise<WorkSide> {
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
