import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { describeFailure } from '../../src/http/failure.ts';
import { OAuthError } from '../../src/http/oauth-error.ts';
import { StoreUnavailableError } from '../../src/store.ts';

describe('describeFailure', () => {
  it('answers a store that cannot with 503 and Retry-After, never 401', () => {
    const { error, isFault } = describeFailure(new StoreUnavailableError('the disk is full'));
    assert.equal(error.status, 503);
    assert.equal(error.code, 'temporarily_unavailable');
    assert.equal(error.headers['retry-after'], '1');
    assert.ok(isFault);
  });

  it('O1 neither answers nor logs the message of an error that is not ours, nor of its causes', () => {
    const secret = recordSecret('hunter2-failure');
    const cause = new SyntaxError(`Unexpected token in "${secret}"\n    at ${secret} (fake.ts:1:1)`);
    const failure = describeFailure(new TypeError(`could not use ${secret}`, { cause }));
    assert.equal(failure.error.status, 500);
    assert.equal(failure.error.code, 'server_error');
    const logged = JSON.stringify(failure.logFields);
    assert.ok(!failure.error.message.includes(secret));
    assert.ok(!logged.includes(secret), logged);
    assert.match(logged, /"name":"TypeError".*failure\.test\.ts.*"name":"SyntaxError"/);
  });

  it('passes a refusal on as it is, with its detail for the log alone', () => {
    const refusal = new OAuthError('invalid_grant', 'The code is not valid.', { detail: 'expired 4 s ago' });
    const failure = describeFailure(refusal);
    assert.equal(failure.error, refusal);
    assert.deepEqual(failure.logFields, { error: 'invalid_grant', errorDetail: 'expired 4 s ago' });
    assert.ok(!failure.isFault);
  });

  it('does not fall over what is no error', () => {
    for (const thrown of [undefined, null, 'text', 7, {}]) assert.equal(describeFailure(thrown).error.status, 500);
  });
});
