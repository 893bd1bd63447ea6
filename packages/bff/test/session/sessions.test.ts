import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openSqliteBffStore } from '@latchkey/stores/sqlite-bff';
import { recordSecret } from '@latchkey/testing/run';
import { createSessionEndings } from '../../src/session/session-endings.ts';
import { readSessionSecret } from '../../src/session/session-secret.ts';
import { createSessions, type Sessions } from '../../src/session/sessions.ts';
import type { BffSessionStore, NewBffSession } from '../../src/session/store.ts';
import { createTestLog } from '../kit/test-log.ts';

const lifetime = { idleTtlMs: 60_000, absoluteTtlMs: 600_000 };

describe('the sessions of an application', () => {
  let store: BffSessionStore;
  let sessions: Sessions;
  let ends = 0;
  const begun: NewBffSession[] = [];
  const { log, lines } = createTestLog();

  before(async () => {
    store = await openSqliteBffStore({ file: ':memory:' });
    const endings = createSessionEndings();
    endings.listen(() => {
      ends += 1;
    });
    const watched: BffSessionStore = {
      ...store,
      beginSession(session) {
        begun.push(session);
        return store.beginSession(session);
      },
    };
    sessions = createSessions({ store: watched, issuer: 'https://id.example', log }, endings);
  });
  after(() => store.close());

  async function begin(subject: string, sid?: string, previous?: NewBffSession['previousSessionDigest']) {
    const tokens = {
      ...{ subject, identity: { sub: subject }, sid, authTimeSeconds: undefined, accessTokens: {} },
      refreshToken: recordSecret('refresh-token-of-a-session'),
    };
    const { session, cookieValue } = await sessions.begin({ tokens, lifetime, previous });
    recordSecret(cookieValue);
    return { session, secret: readSessionSecret(cookieValue)! };
  }

  it('begin under a secret of their own, and are found by it', async () => {
    const { session, secret } = await begin('ada');
    assert.equal(session.stored.version, 0);
    assert.deepEqual((await sessions.find(secret, true))?.tokens.identity, { sub: 'ada' });
  });

  it('B1 tell the store neither subject nor sid nor token', async () => {
    await begin('subject-of-ada', 'sid-of-ada');
    const { sealedTokens, ...rest } = begun.at(-1)!;
    const text = `${JSON.stringify(rest)}${Buffer.from(sealedTokens).toString('latin1')}`;
    for (const part of ['subject-of-ada', 'sid-of-ada', 'refresh-token']) assert.ok(!text.includes(part));
    await begin('the-same', 'the-same');
    assert.notEqual(begun.at(-1)?.subjectDigest, begun.at(-1)?.sidDigest);
  });

  it('end the one they replace, and say so', async () => {
    const first = await begin('ada');
    const before = ends;
    await begin('ada', undefined, first.secret.sessionDigest);
    assert.equal(await sessions.find(first.secret, false), undefined);
    assert.equal(ends, before + 1);
  });

  it('end one by one, and say so', async () => {
    const { secret } = await begin('ada');
    const before = ends;
    await sessions.end(secret.sessionDigest);
    assert.equal(await sessions.find(secret, false), undefined);
    assert.equal(ends, before + 1);
  });

  it('end by sid, and by subject where there is none', async () => {
    const [one, two, other] = [await begin('bea', 'sid-1'), await begin('bea', 'sid-2'), await begin('cleo', 'sid-3')];
    assert.equal(await sessions.endOf({ sid: 'sid-1', sub: 'bea' }), 1);
    assert.equal(await sessions.find(one.secret, false), undefined);
    assert.ok(await sessions.find(two.secret, false));
    assert.equal(await sessions.endOf({ sid: undefined, sub: 'bea' }), 1);
    assert.equal(await sessions.find(two.secret, false), undefined);
    assert.ok(await sessions.find(other.secret, false));
    // A sid is no subject, whatever it is called.
    assert.equal(await sessions.endOf({ sid: 'cleo', sub: undefined }), 0);
    assert.equal(await sessions.endOf({ sid: undefined, sub: 'sid-3' }), 0);
  });

  it('of another issuer are others', async () => {
    const { secret } = await begin('dora', 'sid-9');
    const elsewhere = createSessions({ store, issuer: 'https://other.example', log }, createSessionEndings());
    assert.equal(await elsewhere.endOf({ sid: 'sid-9', sub: undefined }), 0);
    assert.ok(await sessions.find(secret, false));
  });

  it('count as gone when what is stored does not open, and the log says so', async () => {
    const { secret } = await begin('ada');
    const { sessionDigest } = secret;
    await store.claimRefresh({ sessionDigest, version: 0, claimId: 'x', leaseMs: 1000 });
    await store.replaceTokens({ sessionDigest, version: 0, claimId: 'x', sealedTokens: new Uint8Array(64) });
    assert.equal(await sessions.find(secret, false), undefined);
    assert.deepEqual(lines.at(-1)?.fields, { code: 'unreadable_session' });
  });
});
