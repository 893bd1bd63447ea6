import { randomInt } from 'node:crypto';

export interface RoundOptions {
  readonly rounds: number;
  report(progress: string): void;
}

/**
 * Let all sides take turns, each once in each round, in a new random order each time, so that whatever warms up or slows
 * down the machine meets all of them alike. A round before the first is not counted: it warms up.
 *
 * @param measure - one side's turn. The last side's result of a round is in before the next round begins.
 * @returns By side, the results of the rounds in order.
 */
export async function takeRounds<Side extends string, Result>(
  sides: readonly Side[],
  { rounds, report }: RoundOptions,
  measure: (side: Side, round: number) => Promise<Result>,
): Promise<ReadonlyMap<Side, readonly Result[]>> {
  const results = new Map<Side, Result[]>(sides.map((side) => [side, []]));
  for (let round = 0; round <= rounds; round += 1) {
    report(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
    for (const side of shuffle(sides)) {
      const result = await measure(side, round);
      if (round > 0) results.get(side)?.push(result);
    }
  }
  return results;
}

function shuffle<Item>(items: readonly Item[]): readonly Item[] {
  const keyed = items.map((item) => ({ item, key: randomInt(2 ** 31) }));
  return keyed.toSorted((one, other) => one.key - other.key).map(({ item }) => item);
}
