import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeAnswer } from '../public/session.js';
import { makeAnswer } from './make-answer.mjs';

const user = { sub: 'u1', name: 'Ada Lovelace', preferred_username: 'ada' };
const signedIn = makeAnswer({
  body: { signed_in: true, user, sid: 's1', auth_time: 5, expires_at: 9, idle_expires_at: 7 },
});
const signedOut = makeAnswer({ body: { signed_in: false } });
const ada = judgeAnswer(signedIn, { kind: 'unknown' });

describe('judging who is signed in', () => {
  it('reads who it is and until when', () => {
    assert.deepEqual(ada, {
      kind: 'signed_in',
      session: { sid: 's1', name: 'Ada Lovelace', username: 'ada', authTime: 5, expiresAt: 9, idleExpiresAt: 7 },
    });
  });

  it('calls somebody without a name by the user name, else by the subject', () => {
    const bare = judgeAnswer(makeAnswer({ body: { signed_in: true, user: { sub: 'u1' } } }), { kind: 'unknown' });
    assert.equal(bare.kind === 'signed_in' && bare.session.name, 'u1');
  });

  it('knows a session that ended from nobody having been there', () => {
    assert.deepEqual(judgeAnswer(signedOut, { kind: 'unknown' }), { kind: 'signed_out', hasEnded: false });
    const ended = judgeAnswer(signedOut, ada);
    assert.deepEqual(ended, { kind: 'signed_out', hasEnded: true });
    assert.deepEqual(judgeAnswer(signedOut, ended), ended);
  });

  it('signs nobody out because the proxy cannot answer', () => {
    for (const status of [0, 502, 503]) assert.equal(judgeAnswer(makeAnswer({ status }), ada), ada);
    assert.equal(judgeAnswer(makeAnswer({ status: 503 }), { kind: 'unknown' }).kind, 'unreachable');
  });

  it('takes a body it does not understand for nobody', () => {
    for (const body of [undefined, 'text', null, [], { signed_in: 'yes' }]) {
      assert.equal(judgeAnswer(makeAnswer({ body }), { kind: 'unknown' }).kind, 'signed_out');
    }
  });
});
