import type { Draft } from '../draft.ts';
import type { ConfigProblem } from '../problem.ts';

/** What parts of a configuration demand of each other. Yields every problem it sees; parts that are missing it skips. */
export type Rule = (draft: Draft) => Iterable<ConfigProblem>;
