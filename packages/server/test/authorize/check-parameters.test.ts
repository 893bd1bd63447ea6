import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkLoginHint } from '../../src/authorize/check-hints.ts';
import { checkNonce, maxNonceLength } from '../../src/authorize/check-nonce.ts';
import { checkParameters, maxRequestLength, maxStateLength } from '../../src/authorize/check-parameters.ts';
import { readParameters } from '../../src/http/oauth-parameters.ts';
import { assertRefuses } from '../refusal.ts';

describe('checkParameters', () => {
  it('RFC 6749 §3.1 refuses any repeated parameter but resource', () => {
    for (const name of ['state', 'scope', 'response_type', 'code_challenge', 'nonce', 'made_up']) {
      const source = new URLSearchParams(`${name}=1&${name}=1`);
      assertRefuses(() => checkParameters({ source }), 'invalid_request', /more than once/);
    }
    assert.equal(
      checkParameters({ source: new URLSearchParams('resource=a&resource=b') }).parameters.resources.length,
      2,
    );
  });

  it('limits what is handed back as state', () => {
    const fits = 's'.repeat(maxStateLength);
    assert.equal(checkParameters({ source: new URLSearchParams({ state: fits }) }).state, fits);
    assertRefuses(
      () => checkParameters({ source: new URLSearchParams({ state: `${fits}s` }) }),
      'invalid_request',
      /state/,
    );
  });
});

describe('the length of a request', () => {
  it('is limited, whatever it consists of, so that it can wait in an address', () => {
    const pad = (length: number) => ({
      source: new URLSearchParams({ made_up: 'x'.repeat(length - 'made_up='.length) }),
    });
    checkParameters(pad(maxRequestLength));
    assertRefuses(() => checkParameters(pad(maxRequestLength + 1)), 'invalid_request', /request is longer/);
    const encoded = new URLSearchParams({ state: '='.repeat(maxStateLength) });
    assertRefuses(() => checkParameters({ source: encoded }), 'invalid_request', /request is longer/);
  });
});

describe('checkNonce', () => {
  const read = (nonce: string) => checkNonce({ parameters: readParameters(new URLSearchParams({ nonce })) }).nonce;

  it('limits what is stored as nonce', () => {
    const fits = 'n'.repeat(maxNonceLength);
    assert.equal(read(fits), fits);
    assert.equal(read(''), undefined);
    assertRefuses(() => read(`${fits}n`), 'invalid_request', /nonce/);
  });
});

describe('checkLoginHint', () => {
  const read = (login_hint: string) =>
    checkLoginHint({ parameters: readParameters(new URLSearchParams({ login_hint })) }).loginHint;

  it('limits what fills the sign-in form', () => {
    assert.equal(read('ada@example.com'), 'ada@example.com');
    assertRefuses(() => read('a'.repeat(255)), 'invalid_request', /login_hint/);
  });
});
