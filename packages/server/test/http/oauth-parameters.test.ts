import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readParameters, readSingleValue } from '../../src/http/oauth-parameters.ts';
import { assertRefuses } from '../refusal.ts';

describe('readParameters', () => {
  it('RFC 6749 §3.1 refuses a parameter that is given twice, known or not, also with equal values', () => {
    for (const query of ['code=a&code=b', 'code=a&code=a', 'unheard_of=1&unheard_of=2', 'code=&code=a']) {
      assertRefuses(() => readParameters(new URLSearchParams(query)), 'invalid_request', /more than once/);
    }
  });

  it('RFC 6749 §3.1 treats a parameter without value as left out', () => {
    const { values, resources } = readParameters(new URLSearchParams('state=&scope=openid&resource='));
    assert.deepEqual([...values], [['scope', 'openid']]);
    assert.deepEqual(resources, []);
  });

  it('RFC 8707 §2 lets resource repeat, in order', () => {
    const { resources } = readParameters(new URLSearchParams('resource=https://b&resource=https://a'));
    assert.deepEqual(resources, ['https://b', 'https://a']);
  });

  it('names the repeated parameter only when it looks like one', () => {
    assertRefuses(() => readParameters(new URLSearchParams('nonce=1&nonce=2')), 'invalid_request', /parameter nonce/);
    const hostile = new URLSearchParams([
      ['<script>"', '1'],
      ['<script>"', '2'],
    ]);
    assertRefuses(() => readParameters(hostile), 'invalid_request', /^A parameter is given/);
  });

  it('keeps names like __proto__ as plain text', () => {
    const { values } = readParameters(new URLSearchParams('__proto__=x&constructor=y'));
    assert.equal(values.get('__proto__'), 'x');
    assert.equal(values.get('toString'), undefined);
  });
});

describe('readSingleValue', () => {
  it('answers nothing for a missing, empty or repeated parameter', () => {
    const source = new URLSearchParams('a=1&b=&c=1&c=1');
    assert.equal(readSingleValue(source, 'a'), '1');
    for (const name of ['b', 'c', 'd']) assert.equal(readSingleValue(source, name), undefined);
  });
});
