import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Problem } from '../src/decision.ts';
import { judge } from '../src/judge.ts';
import type { Judgement, Rule } from '../src/rules/rule.ts';

const judgement = {} as Judgement;
const refused: Problem = { code: 'invalid_token', rule: 'second' };

function createRule(name: string, outcome: ReturnType<Rule['check']>, asked: string[]): Rule {
  return {
    ...{ name, demands: name },
    check() {
      asked.push(name);
      return outcome;
    },
  };
}

describe('asking the rules in order', () => {
  it('stops at the first problem, without a promise', () => {
    const asked: string[] = [];
    const outcomes = [undefined, refused, undefined];
    const rules = outcomes.map((outcome, index) => createRule(String(index), outcome, asked));
    assert.equal(judge(rules, judgement), refused);
    assert.deepEqual(asked, ['0', '1']);
  });

  it('goes on behind a rule that had to wait', async () => {
    const asked: string[] = [];
    const outcomes = [Promise.resolve(undefined), Promise.resolve(refused), undefined];
    const rules = outcomes.map((outcome, index) => createRule(String(index), outcome, asked));
    assert.equal(await judge(rules, judgement), refused);
    assert.deepEqual(asked, ['0', '1']);
    assert.equal(await judge(rules.toSpliced(1, 1), judgement), undefined);
  });
});
