import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { createLoginStates } from '../../src/sign-in/login-state.ts';

const sealingKey = createSecretKey(randomBytes(32));
let nowMs = 1_000_000;
const parts = { sealingKey, owner: ['https://app.example', 'https://id.example', 'app'], nowMs: () => nowMs };
const states = createLoginStates(parts);
const [state, otherState] = ['state-of-this-one', 'state-of-another'];
const login = {
  nonce: recordSecret('nonce-nonce-nonce-nonce'),
  codeVerifier: recordSecret('verifier-verifier-verifier-verifier-verifier'),
  returnTo: '/x',
  maxAgeSeconds: 5,
  previous: recordSecret('session-session-session-session-session'),
};

describe('a sign-in on its way', () => {
  it('comes back as it was sealed', () => {
    assert.deepEqual(states.open(states.seal({ ...login, maxAgeSeconds: 5 }, state), state), {
      nonce: login.nonce,
      codeVerifier: login.codeVerifier,
      returnTo: '/x',
      maxAgeSeconds: 5,
      previous: login.previous,
    });
  });

  it('B1 shows nothing of what is in it, nor of its state by its name', () => {
    const sealed = states.seal(login, state);
    for (const text of [sealed, Buffer.from(sealed, 'base64url').toString('latin1')]) {
      for (const secret of [login.nonce, login.codeVerifier, login.previous]) assert.ok(!text.includes(secret));
    }
    assert.match(states.nameOf(state), /^[\w-]{16}$/);
    assert.notEqual(states.nameOf(state), states.nameOf(otherState));
  });

  it('B3 opens under its own state, key and application alone', () => {
    const sealed = states.seal(login, state);
    assert.equal(states.open(sealed, otherState), undefined);
    assert.equal(states.open(sealed, ''), undefined);
    const otherKey = createLoginStates({ ...parts, sealingKey: createSecretKey(randomBytes(32)) });
    assert.equal(otherKey.open(sealed, state), undefined);
    const otherApp = createLoginStates({ ...parts, owner: ['https://app.example', 'https://id.example', 'other'] });
    assert.equal(otherApp.open(sealed, state), undefined);
    assert.equal(states.open(undefined, state), undefined);
    assert.equal(states.open('garbage', state), undefined);
    assert.equal(states.open(`${sealed.slice(0, -2)}AA`, state), undefined);
  });

  it('B3 is over after ten minutes, whoever still has the cookie', () => {
    const sealed = states.seal(login, state);
    nowMs += 599_999;
    assert.ok(states.open(sealed, state));
    nowMs += 1;
    assert.equal(states.open(sealed, state), undefined);
  });
});
