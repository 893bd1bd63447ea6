import type { Engine } from './engine.ts';

/** After a full step of pruning the next follows this soon, so that calls come in between. */
const hurryMs = 100;

/**
 * Keep the store's beat and its pruning going, without keeping the process alive.
 *
 * @param onFailure - told of each step that failed. The next one is tried all the same.
 * @returns How to stop.
 */
export function startUpkeep(
  engine: Pick<Engine, 'maintain'>,
  intervalMs: number,
  onFailure: (error: Error) => void,
): () => void {
  let timer: NodeJS.Timeout;
  const step = (): void => {
    let more = false;
    try {
      more = engine.maintain();
    } catch (error) {
      onFailure(error instanceof Error ? error : new Error(String(error)));
    }
    timer = setTimeout(step, more ? Math.min(hurryMs, intervalMs) : intervalMs).unref();
  };
  timer = setTimeout(step, intervalMs).unref();
  return () => clearTimeout(timer);
}
