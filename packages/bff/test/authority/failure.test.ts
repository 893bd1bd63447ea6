import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import { describeError, describeFailure, parseRetryAfter } from '../../src/authority/failure.ts';

const respond = (error: string) =>
  new oauth.ResponseBodyError('m', { cause: { error }, response: new Response(null, { status: 400 }) });

describe('a failure of the authority', () => {
  it('is a refusal for invalid_grant alone', () => {
    assert.equal(describeFailure(respond('invalid_grant')).kind, 'refused');
    for (const thrown of [respond('invalid_client'), respond('temporarily_unavailable'), new Error('x'), 'x', null]) {
      assert.equal(describeFailure(thrown).kind, 'unavailable');
    }
  });

  it('is told by codes and names, never by messages or causes', () => {
    assert.equal(describeFailure(respond('invalid_client')).reason, 'OAUTH_RESPONSE_BODY_ERROR invalid_client');
    assert.equal(describeFailure(respond('a secret <x>')).reason, 'OAUTH_RESPONSE_BODY_ERROR');
    const refused = new TypeError('fetch failed', { cause: Object.assign(new Error('s'), { code: 'ECONNREFUSED' }) });
    assert.equal(describeFailure(refused).reason, 'ECONNREFUSED');
    assert.equal(describeError(new RangeError('a secret')), 'RangeError');
    assert.equal(describeError('a secret'), 'string');
  });

  it('passes on for how long to wait, in seconds and within an hour', () => {
    const cause = new Response(null, { headers: { 'retry-after': '30' } });
    assert.equal(describeFailure(new Error('x', { cause })).retryAfterSeconds, 30);
    assert.equal(parseRetryAfter('99999'), 3600);
    for (const text of [null, '', '-1', 'soon', 'Wed, 21 Oct 2026 07:28:00 GMT']) {
      assert.equal(parseRetryAfter(text), undefined);
    }
  });
});
