import assert from 'node:assert/strict';
import type { Decision } from '../../src/decision.ts';

/** `allowed`, or the code of the answer and the rule that decided. */
export function describeDecision(decision: Decision | Promise<Decision>): string {
  assert.ok(!(decision instanceof Promise), 'a decision in memory was a promise');
  return decision.allowed ? 'allowed' : `${decision.problem.code} by ${decision.problem.rule}`;
}
