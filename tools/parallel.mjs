/**
 * Do something for each item, so many at a time; answers come in the items' order.
 *
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {number} atATime
 * @param {(item: Item) => Promise<Result>} act
 * @returns {Promise<Result[]>}
 */
export async function forEachInParallel(items, atATime, act) {
  /** @type {Result[]} */
  const results = [];
  const waiting = [...items.entries()];
  async function work() {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next[0]] = await act(next[1]);
    }
  }
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, work));
  return results;
}
