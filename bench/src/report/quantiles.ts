export interface Quartiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** Between two values it goes by their distance. @param share - from 0 to 1. @returns NaN of nothing. */
export function readQuantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function computeQuartiles(values: readonly number[]): Quartiles {
  return { low: readQuantile(values, 0.25), median: readQuantile(values, 0.5), high: readQuantile(values, 0.75) };
}

/**
 * Of the values of two sides, round by round: what slows the whole machine down in a round slows both sides of it, and
 * falls out of the ratio.
 */
export function computeRatios(side: readonly number[], base: readonly number[]): readonly number[] {
  return side.map((value, round) => value / (base[round] ?? Number.NaN));
}
