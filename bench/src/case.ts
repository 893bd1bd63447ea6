import type { CaseResult } from './report/results.ts';

/** What a case is run with. */
export interface CaseOptions {
  readonly rounds: number;
  /** To see that it works: less work in each round. */
  readonly quick: boolean;
  /** Tells a person who waits what is happening. */
  report(progress: string): void;
}

/** One thing that is measured. */
export interface Case {
  /** What it is called on the command line. */
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  run(options: CaseOptions): Promise<CaseResult>;
}
