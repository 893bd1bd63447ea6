import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ProblemCode, problems } from '../src/problems.ts';
import { readProblemCode, respondJson, respondProblem, respondRedirect } from '../src/respond.ts';

describe('an answer of the proxy', () => {
  for (const [code, row] of Object.entries(problems)) {
    it(`says ${code} as problem+json`, async () => {
      const response = respondProblem({ code: code as ProblemCode });
      assert.equal(response.status, row.status);
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal(response.headers.has('retry-after'), row.status === 429 || row.status === 503);
      assert.equal(readProblemCode(response), code);
      assert.deepEqual(await response.json(), { title: row.title, status: row.status, detail: row.remedy, code });
    });
  }

  it('says for how long to wait in whole seconds, one at least', () => {
    const wait = (retryAfterSeconds?: number) =>
      respondProblem({ code: 'store_unavailable', retryAfterSeconds }).headers.get('retry-after');
    assert.deepEqual([wait(), wait(0), wait(2.1)], ['1', '1', '3']);
  });

  it('says what is allowed, and its own detail', async () => {
    const response = respondProblem({ code: 'method_not_allowed', allow: 'GET', detail: 'Not so.' });
    assert.equal(response.headers.get('allow'), 'GET');
    assert.equal(((await response.json()) as { detail: string }).detail, 'Not so.');
  });

  it('sends browsers on with a 303, and sets each cookie in a header of its own', () => {
    const response = respondRedirect('/next', ['a=1', 'b=2']);
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('location'), '/next');
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
    assert.deepEqual(respondJson({}, ['c=3']).headers.getSetCookie(), ['c=3']);
    assert.equal(readProblemCode(response), undefined);
  });
});
