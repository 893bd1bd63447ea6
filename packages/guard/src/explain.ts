import type { Decision } from './decision.ts';
import { type ProblemCode, problems } from './problems.ts';
import { ruleOrder } from './rules/table.ts';

/** Why a token is let through or refused. Holds neither the token nor anything it says. */
export interface Explanation {
  readonly allowed: boolean;
  /** The rule that refused; undefined when all were satisfied. */
  readonly rule: string | undefined;
  /** The `code` and status of the answer. */
  readonly code: ProblemCode | undefined;
  readonly status: number | undefined;
  /** Rules that were satisfied before, in order. */
  readonly satisfied: readonly string[];
  /** All of it in words, for people. */
  readonly sentence: string;
}

/** Put a decision into words. */
export function explainDecision(decision: Decision): Explanation {
  if (decision.allowed) {
    const satisfied = ruleOrder.map(({ name }) => name);
    const sentence = `Allowed: all ${satisfied.length} rules are satisfied.`;
    return { allowed: true, rule: undefined, code: undefined, status: undefined, satisfied, sentence };
  }
  const { problem } = decision;
  const place = ruleOrder.findIndex(({ name }) => name === problem.rule);
  const { status, remedy } = problems[problem.code];
  const seen = problem.detail === undefined ? '' : ` What it saw: ${problem.detail}.`;
  return {
    allowed: false,
    rule: problem.rule,
    code: problem.code,
    status,
    satisfied: ruleOrder.slice(0, place).map(({ name }) => name),
    sentence: `Refused by the rule ${problem.rule}, which demands ${ruleOrder[place]?.demands}.${seen} Answer: ${status} ${problem.code}. ${remedy}`,
  };
}
