import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problems as proxyProblems } from '../../../../packages/bff/src/problems.ts';
import { problems as guardProblems } from '../../../../packages/guard/src/problems.ts';
import { explainAnswer, nameStatus } from '../public/explain-answer.js';
import { makeAnswer } from './make-answer.mjs';

describe('explaining an answer', () => {
  it('says that the API was never asked when nobody is signed in, and offers the sign-in', () => {
    const explanation = explainAnswer(makeAnswer({ status: 401, code: 'no_session' }));
    assert.equal(explanation.by, 'proxy');
    assert.match(explanation.why, /never asked/);
    assert.equal(explanation.offersSignIn, true);
  });

  it('tells somebody without the permission who has it', () => {
    const answer = makeAnswer({ method: 'DELETE', status: 403, code: 'insufficient_permission' });
    const explanation = explainAnswer(answer);
    assert.equal(explanation.by, 'api');
    assert.match(explanation.why, /Only an administrator/);
    assert.equal(explanation.offersSignIn, undefined);
  });

  it('tells each success by what was checked', () => {
    assert.match(explainAnswer(makeAnswer({})).why, /orders:read/);
    assert.match(explainAnswer(makeAnswer({ method: 'POST', status: 201 })).why, /orders:write/);
    assert.match(explainAnswer(makeAnswer({ method: 'DELETE', status: 204 })).why, /orders:delete/);
  });

  it('takes no answer for nobody’s answer, and says what to look at', () => {
    const explanation = explainAnswer(makeAnswer({ status: 0 }));
    assert.equal(explanation.by, 'nobody');
    assert.match(explanation.advice ?? '', /npm start/);
  });

  it('says of the authority’s answers that they are the authority’s, in its own words', () => {
    const detail = 'You have no such session; it may have ended already.';
    const explanation = explainAnswer(makeAnswer({ method: 'DELETE', path: '/api/sessions/x', status: 404, detail }));
    assert.deepEqual([explanation.by, explanation.why], ['authority', detail]);
    assert.equal(explanation.advice, undefined);
    const ofOrders = explainAnswer(makeAnswer({ method: 'DELETE', status: 404, detail: 'There is no such order.' }));
    assert.match(ofOrders.advice ?? '', /Read the orders/);
  });

  it('says when to try again', () => {
    const answer = makeAnswer({ status: 503, code: 'unheard_of', retryAfterSeconds: 7 });
    assert.match(explainAnswer(answer).advice ?? '', /after 7 s/);
    assert.match(explainAnswer(makeAnswer({ status: 429 })).advice ?? '', /in a moment/);
  });

  it('is not led astray by a code that is the name of an object’s own parts', () => {
    for (const code of ['constructor', '__proto__', 'toString']) {
      assert.equal(typeof explainAnswer(makeAnswer({ status: 403, code })).why, 'string', code);
    }
  });

  it('says something of every refusal there is', () => {
    for (const [code, { status }] of [...Object.entries(proxyProblems), ...Object.entries(guardProblems)]) {
      assert.notEqual(explainAnswer(makeAnswer({ status, code })).why, '', code);
    }
  });

  it('names the sign-in for every 401 that signing in mends', () => {
    const mended = ['no_session', 'session_ended', 'revoked', 'invalid_token', 'insufficient_user_authentication'];
    for (const code of mended) {
      assert.equal(explainAnswer(makeAnswer({ status: 401, code })).offersSignIn, true, code);
    }
    assert.equal(explainAnswer(makeAnswer({ status: 503, code: 'store_unavailable' })).offersSignIn, undefined);
  });
});

describe('naming a status', () => {
  it('gives the number and its name, and the number alone where there is no name', () => {
    assert.equal(nameStatus(403), '403 Forbidden');
    assert.equal(nameStatus(418), '418');
    assert.equal(nameStatus(0), 'No answer');
  });
});
