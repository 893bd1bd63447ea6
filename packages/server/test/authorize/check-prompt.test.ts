import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkPrompt } from '../../src/authorize/check-prompt.ts';
import { readParameters } from '../../src/http/oauth-parameters.ts';
import { assertRefuses } from '../refusal.ts';

const readPrompt = (prompt: string) => [
  ...checkPrompt({ parameters: readParameters(new URLSearchParams({ prompt })) }).prompt,
];

describe('checkPrompt', () => {
  it('OIDC Core §3.1.2.1 reads a list of values', () => {
    assert.deepEqual(readPrompt(''), []);
    assert.deepEqual(readPrompt('none'), ['none']);
    assert.deepEqual(readPrompt('login consent'), ['login', 'consent']);
    assert.deepEqual(readPrompt('select_account'), ['select_account']);
  });

  it('OIDC Core §3.1.2.1 refuses none together with anything', () => {
    for (const prompt of ['none login', 'consent none', 'none select_account login']) {
      assertRefuses(() => readPrompt(prompt), 'invalid_request', /none/);
    }
  });

  it('refuses an unknown value, other letter case and stray blanks', () => {
    for (const prompt of ['create', 'NONE', ' login', 'login ', 'login  consent']) {
      assertRefuses(() => readPrompt(prompt), 'invalid_request');
    }
  });
});
