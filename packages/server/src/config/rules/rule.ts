import type { ConfigProblem } from '@latchkey/host/config-problem';
import type { Draft } from '../draft.ts';

/** What parts of a configuration demand of each other. Yields every problem it sees; parts that are missing it skips. */
export type Rule = (draft: Draft) => Iterable<ConfigProblem>;
