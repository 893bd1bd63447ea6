/** A clock that runs while it is the API that is waited for. */
export interface Patience {
  /** From the beginning. */
  start(): void;
  stop(): void;
  /** For good. */
  end(): void;
}

/** @param timeoutMs - undefined: it never runs out. */
export function createPatience(timeoutMs: number | undefined, onTimeout: () => void): Patience {
  let timer: NodeJS.Timeout | undefined;
  let isOver = timeoutMs === undefined;
  const stop = () => clearTimeout(timer);
  return {
    start() {
      stop();
      if (!isOver) timer = setTimeout(onTimeout, timeoutMs);
    },
    stop,
    end() {
      isOver = true;
      stop();
    },
  };
}
