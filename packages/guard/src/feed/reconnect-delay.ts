/** The first pause, and the most that it grows to; milliseconds. */
const firstMs = 200;
const longestMs = 5_000;

/**
 * How long to wait before the next try: doubled with each failure in a row, and shortened by up to half at random, so
 * that readers which lost the same authority do not all come back at once.
 *
 * @param failures - in a row, from 0.
 * @param random - from 0 to 1.
 */
export function computeReconnectDelayMs(failures: number, random: number): number {
  const fullMs = Math.min(firstMs * 2 ** Math.min(failures, 10), longestMs);
  return fullMs * (1 - random / 2);
}
