/** Lets a few works run at a time and some more wait, first come, first served. */
export interface WorkQueue {
  /** Run it when its turn comes. Undefined, without running it, when too many wait already. */
  run<Result>(work: () => Promise<Result>): Promise<Result> | undefined;
}

export function createWorkQueue(limits: { readonly maxRunning: number; readonly maxWaiting: number }): WorkQueue {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function takeTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (running >= limits.maxRunning) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // The place is handed on, not given back, so that nobody new takes it before those who wait.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  }

  return {
    run: (work) => (running >= limits.maxRunning && waiting.length >= limits.maxWaiting ? undefined : takeTurn(work)),
  };
}
