import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openSqliteBffStore } from '@latchkey/stores/sqlite-bff';
import { recordSecret } from '@latchkey/testing/run';
import type { Bff } from '../../src/bff.ts';
import { composeBff } from '../../src/compose-bff.ts';
import { readBffOptions } from '../../src/read-options.ts';
import { createSessionEndings } from '../../src/session/session-endings.ts';
import { createSessions, type Sessions } from '../../src/session/sessions.ts';
import { type BffSessionStore, BffStoreUnavailableError } from '../../src/session/store.ts';
import { type LogoutIssuer, openLogoutIssuer } from '../kit/logout-issuer.ts';
import { createTestLog, type LogLine } from '../kit/test-log.ts';

describe('back-channel logout', () => {
  let issuer: LogoutIssuer;
  let store: BffSessionStore;
  let sessions: Sessions;
  let bff: Bff;
  let lines: readonly LogLine[];
  let ends: number;
  let failEnding = false;

  beforeEach(async () => {
    issuer = await openLogoutIssuer();
    store = await openSqliteBffStore({ file: ':memory:' });
    const testLog = createTestLog();
    lines = testLog.lines;
    const settings = readBffOptions({
      ...{ origin: 'https://app.example', issuer: issuer.issuer, clientId: 'app', clientSecret: 'not a real one' },
      ...{ apis: [], sealingKey: createSecretKey(randomBytes(32)), log: testLog.log },
      store: {
        ...store,
        endSessionsOf(target) {
          return failEnding ? Promise.reject(new BffStoreUnavailableError('locked')) : store.endSessionsOf(target);
        },
      },
    });
    failEnding = false;
    ends = 0;
    const composed = composeBff(settings, { fetch: globalThis.fetch, nowMs: Date.now });
    bff = composed.bff;
    composed.gate.onSessionsEnded(() => {
      ends += 1;
    });
    sessions = createSessions(settings, createSessionEndings());
  });
  afterEach(async () => {
    bff.close();
    await store.close();
    await issuer.close();
  });

  async function begin(subject: string, sid: string) {
    const refreshToken = recordSecret('refresh-token-of-a-session');
    const identity = { sub: subject };
    const tokens = { subject, identity, sid, authTimeSeconds: undefined, refreshToken, accessTokens: {} };
    const lifetime = { idleTtlMs: 60_000, absoluteTtlMs: 60_000 };
    const { session } = await sessions.begin({ tokens, lifetime, previous: undefined });
    return async () => (await sessions.find(session.secret, false)) !== undefined;
  }

  async function post(token: string | undefined, overrides: RequestInit = {}): Promise<Response> {
    const body = new URLSearchParams(token === undefined ? {} : { logout_token: token });
    const request = new Request('https://app.example/auth/backchannel-logout', { method: 'POST', body, ...overrides });
    return await bff.fetch(request);
  }

  it('R1 ends the sessions of that sid, and no others, without a cookie or a page', async () => {
    const [here, elsewhere, other] = [
      await begin('ada', 'sid-1'),
      await begin('ada', 'sid-2'),
      await begin('bea', 'x'),
    ];
    const response = await post(issuer.sign());
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.deepEqual([await here(), await elsewhere(), await other()], [false, true, true]);
    assert.equal(ends, 1, 'nobody was told');
  });

  it('ends all sessions of the subject when there is no sid', async () => {
    const [one, two, other] = [await begin('ada', 'sid-1'), await begin('ada', 'sid-2'), await begin('bea', 'sid-3')];
    assert.equal((await post(issuer.sign({ sid: undefined }))).status, 200);
    assert.deepEqual([await one(), await two(), await other()], [false, false, true]);
  });

  it('B3 takes a token once, so that nobody can sign a person out again with it', async () => {
    const token = issuer.sign();
    assert.equal((await post(token)).status, 200);
    const isLive = await begin('ada', 'sid-1');
    const again = await post(token);
    assert.equal(again.status, 400);
    assert.equal(((await again.json()) as { code: string }).code, 'bad_request');
    assert.equal(await isLive(), true);
    assert.equal(lines.find(({ level }) => level === 'warn')?.fields['reason'], 'replayed');
  });

  it('B3 counts one of many that arrive together', async () => {
    const token = issuer.sign();
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await post(token)).status));
    assert.deepEqual(statuses.sort(), [200, 400, 400, 400, 400]);
  });

  it('loses no sign-out when the store stumbles after the token was remembered', async () => {
    const isLive = await begin('ada', 'sid-1');
    const token = issuer.sign();
    failEnding = true;
    const failed = await post(token);
    assert.equal(failed.status, 503);
    assert.ok(failed.headers.has('retry-after'));
    failEnding = false;
    assert.equal((await post(token)).status, 200);
    assert.equal(await isLive(), false);
    assert.equal((await post(token)).status, 400);
  });

  it('B3 refuses whatever is no logout token of the issuer: 400, and the log names the check alone', async () => {
    const isLive = await begin('ada', 'sid-1');
    for (const token of [undefined, '', 'x.y.z', issuer.sign({ aud: 'other' }), issuer.sign({}, { typ: 'JWT' })]) {
      const response = await post(token);
      assert.equal(response.status, 400);
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
    }
    assert.equal(await isLive(), true);
    const reasons = lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields['reason']);
    assert.deepEqual(reasons, ['no_token', 'malformed', 'malformed', 'aud', 'typ']);
  });

  it('refuses two tokens, another media type and a long body', async () => {
    const twice = new URLSearchParams([
      ['logout_token', issuer.sign()],
      ['logout_token', issuer.sign()],
    ]);
    assert.equal((await post(undefined, { body: twice })).status, 400);
    assert.equal((await post(undefined, { body: '{}', headers: { 'content-type': 'application/json' } })).status, 415);
    assert.equal((await post('x'.repeat(20_000))).status, 413);
  });

  it('is 503 while the keys cannot be fetched, never 400', async () => {
    issuer.isBroken = true;
    const response = await post(issuer.sign());
    assert.equal(response.status, 503);
    assert.ok(response.headers.has('retry-after'));
  });
});
