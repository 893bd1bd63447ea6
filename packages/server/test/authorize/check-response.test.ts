import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkResponseMode, checkResponseType } from '../../src/authorize/check-response.ts';
import { readParameters } from '../../src/http/oauth-parameters.ts';
import { assertRefuses } from '../refusal.ts';
import { findClient } from '../sample-config.ts';

const client = findClient('web');
const read = (query: string) => readParameters(new URLSearchParams(query));

describe('checkResponseType', () => {
  it('RFC 6749 §4.1.1 takes code', () => {
    assert.deepEqual(checkResponseType({ client, parameters: read('response_type=code') }), {});
  });

  it('RFC 6749 §4.1.2.1 refuses every other type, the hybrid ones included', () => {
    for (const type of ['token', 'id_token', 'code id_token', 'code token', 'none', 'CODE']) {
      const parameters = readParameters(new URLSearchParams({ response_type: type }));
      assertRefuses(() => checkResponseType({ client, parameters }), 'unsupported_response_type');
    }
    assertRefuses(() => checkResponseType({ client, parameters: read('') }), 'invalid_request', /missing/);
  });

  it('RFC 6749 §4.1.2.1 refuses a client without the grant type', () => {
    const parameters = read('response_type=code');
    assertRefuses(() => checkResponseType({ client: findClient('batch'), parameters }), 'unauthorized_client');
  });
});

describe('checkResponseMode', () => {
  it('answers in the query, and nowhere else', () => {
    for (const query of ['', 'response_mode=query'])
      assert.deepEqual(checkResponseMode({ parameters: read(query) }), {});
    for (const mode of ['fragment', 'form_post', 'query.jwt', 'web_message']) {
      assertRefuses(() => checkResponseMode({ parameters: read(`response_mode=${mode}`) }), 'invalid_request');
    }
  });
});
