/** Who waits: somebody on a device that signed in to this account before, or anybody. */
export type QueueLine = 'known' | 'stranger';

export type QueueOutcome<T> = { readonly status: 'done'; readonly value: T } | { readonly status: 'full' };

export interface WorkQueue {
  /** Whether work of this line would be turned away now. */
  isFull(line: QueueLine): boolean;
  /** Do it now, or when its turn comes, or not at all. Rejects as `work` does. */
  run<T>(line: QueueLine, work: () => Promise<T>): Promise<QueueOutcome<T>>;
}

export interface WorkQueueLimits {
  /** How many run at a time; at least 1. */
  readonly concurrency: number;
  /** How many may wait, both lines together. */
  readonly queueLength: number;
  /** Of the waiting places, how many only known devices may take. */
  readonly placesForKnown: number;
}

/**
 * A queue that never grows beyond its bounds. Known devices go first, and part of the waiting room is theirs alone, so
 * that a flood of strangers' guesses does not keep people out of their own accounts.
 */
export function createWorkQueue(limits: WorkQueueLimits): WorkQueue {
  const waiting: Record<QueueLine, (() => void)[]> = { known: [], stranger: [] };
  let running = 0;

  const isFull = (line: QueueLine): boolean => {
    if (running < limits.concurrency) return false;
    const all = waiting.known.length + waiting.stranger.length;
    if (all >= limits.queueLength) return true;
    return line === 'stranger' && waiting.stranger.length >= limits.queueLength - limits.placesForKnown;
  };

  const takeTurn = (line: QueueLine): Promise<void> | undefined => {
    if (running < limits.concurrency) {
      running += 1;
      return undefined;
    }
    return new Promise((resolve) => waiting[line].push(resolve));
  };

  // The place of what finished goes to the next in line without being free in between, so nobody can jump in.
  const passTurn = (): void => {
    const next = waiting.known.shift() ?? waiting.stranger.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  return {
    isFull,
    async run(line, work) {
      if (isFull(line)) return { status: 'full' };
      await takeTurn(line);
      try {
        return { status: 'done', value: await work() };
      } finally {
        passTurn();
      }
    },
  };
}
