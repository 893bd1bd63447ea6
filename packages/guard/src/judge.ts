import type { Problem } from './decision.ts';
import type { Judgement, Rule } from './rules/rule.ts';

/** Ask the rules in order; the first problem counts. A promise only when a rule answers with one. */
export function judge(
  rules: readonly Rule[],
  judgement: Judgement,
  start = 0,
): Problem | undefined | Promise<Problem | undefined> {
  for (let index = start; index < rules.length; index += 1) {
    const outcome = rules[index]?.check(judgement);
    if (outcome === undefined) continue;
    if (!(outcome instanceof Promise)) return outcome;
    return outcome.then((problem) => problem ?? judge(rules, judgement, index + 1));
  }
  return undefined;
}
