/** What a run found, as the table shows it and as the JSON file holds it. */

/** One side of a comparison: what each round measured, in the order of the rounds, which all sides of a table share. */
export interface MeasuredSide {
  readonly name: string;
  readonly values: readonly number[];
}

/** What we hold one side to: its median, or the median of its ratio to the base. */
export interface Bar {
  readonly side: string;
  readonly of: 'value' | 'ratio';
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

/** Sides that did the same thing in the same rounds. */
export interface Table {
  readonly title: string;
  readonly unit: string;
  /** Decimals that mean something. */
  readonly digits: number;
  readonly sides: readonly MeasuredSide[];
  /** The side that the others are divided by, round by round. */
  readonly base?: string | undefined;
  readonly bars?: readonly Bar[] | undefined;
}

export interface CaseResult {
  readonly name: string;
  readonly title: string;
  /** What a reader must know to judge the figures: what each side was made to do, and what it was not. */
  readonly notes: readonly string[];
  readonly tables: readonly Table[];
}

/** Where and with what it ran. */
export interface Surroundings {
  readonly takenAt: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** Average number of processes that wanted a core before the run: above 0.5 the machine was busy. */
  readonly loadBefore: number;
  readonly versions: Readonly<Record<string, string>>;
}

export interface RunResult {
  readonly format: 1;
  readonly rounds: number;
  readonly quick: boolean;
  readonly surroundings: Surroundings;
  readonly cases: readonly CaseResult[];
}
