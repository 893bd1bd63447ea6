import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import type { AuthorityStore, SessionId, UserId } from '@latchkey/server/store';
import { app, dayMs, declareClients, here, hourMs, otherApp } from '../../../src/contract/scenario.ts';
import { beginGrant, describeRedemption, type IssuedGrant, refresh } from '../../../src/contract/steps.ts';
import { migrations } from '../../../src/sqlite/migrations/index.ts';
import { migrate } from '../../../src/sqlite-engine/migrate.ts';
import { askEngine, openTemporaryEngine } from '../open-engine.ts';

const ada = 'ada-id' as UserId;
const bob = 'bob-id' as UserId;
const atDesk = 'session-desk' as SessionId;
const atHome = 'session-home' as SessionId;

function hash(of: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(of).digest());
}

/** A database as version 3 left it: two people, three sessions of which one has ended, grants, codes and a consent. */
function writeVersion3(file: string, nowMs: number): void {
  const db = new DatabaseSync(file);
  migrate(db, file, migrations.slice(0, 3), nowMs);
  const later = nowMs + 10 * dayMs;
  const put = (table: string, row: Readonly<Record<string, string | number | null | Uint8Array>>): void => {
    const names = Object.keys(row);
    db.prepare(`INSERT INTO ${table} (${names.join()}) VALUES (${names.map(() => '?').join()})`).run(
      ...Object.values(row),
    );
  };
  const putPerson = (userId: UserId, name: string, active: number): void => {
    put('users', {
      user_id: userId,
      username: name,
      email: `${name}@example.com`,
      email_verified: 1,
      name: null,
      roles: '["clerk"]',
      password_hash: `hash of ${name}`,
      password_version: 4,
      active,
      created_at_ms: nowMs,
      updated_at_ms: nowMs,
    });
    for (const key of [name, `${name}@example.com`]) put('user_identifiers', { identifier_key: key, user_id: userId });
  };
  const putSession = (sessionId: string, userId: UserId, endedAtMs: number | null): void =>
    put('sessions', {
      session_id: sessionId,
      user_id: userId,
      cookie_hash: endedAtMs === null ? hash(`cookie of ${sessionId}`) : null,
      twin_cookie_hash: endedAtMs === null ? hash(`twin of ${sessionId}`) : null,
      browser_id_hash: hash('browser'),
      authenticated_at_ms: nowMs,
      amr: '["pwd"]',
      created_at_ms: nowMs,
      last_used_at_ms: nowMs,
      remembered: 1,
      address: '192.0.2.1',
      user_agent: 'Device A',
      idle_ttl_ms: dayMs,
      idle_expires_at_ms: later,
      absolute_expires_at_ms: later,
      ended_at_ms: endedAtMs,
      end_reason: endedAtMs === null ? null : 'signed_out',
      prune_day: Math.floor(later / dayMs) + 7,
    });
  const putGrant = (grantNumber: number, sessionId: SessionId): void =>
    put('grants', {
      grant_number: grantNumber,
      grant_id: `grant-${grantNumber}`,
      session_id: sessionId,
      client_id: app,
      scopes: '["openid"]',
      resources: '[]',
      authenticated_at_ms: nowMs,
      amr: '["pwd"]',
      created_at_ms: nowMs,
      tokens_expire_at_ms: nowMs + hourMs,
      prune_day: Math.floor(later / dayMs) + 7,
      handle_hash: hash(`handle ${grantNumber}`),
      offline: 0,
      generation: 5,
      key_id: 1,
      supersessions: new Uint8Array(0),
      rotated_at_ms: nowMs,
      idle_expires_at_ms: later,
      absolute_expires_at_ms: later,
    });
  putPerson(ada, 'ada', 1);
  putPerson(bob, 'bob', 0);
  putSession(atDesk, ada, null);
  putSession(atHome, ada, null);
  putSession('session-bob', bob, nowMs);
  putGrant(7, atDesk);
  putGrant(9, atHome);
  // The last grant that ever was has been pruned.
  putGrant(12, atHome);
  db.exec('DELETE FROM grants WHERE grant_number = 12');
  for (const [name, grantNumber] of [
    ['fresh', null],
    ['redeemed', 9],
  ] as const) {
    put('authorization_codes', {
      code_hash: hash(name),
      client_id: app,
      session_id: atDesk,
      redirect_uri: 'https://app.example.com/callback',
      code_challenge: 'challenge',
      scopes: '["openid"]',
      resources: '[]',
      nonce: null,
      authenticated_at_ms: nowMs,
      amr: '["pwd"]',
      expires_at_ms: later,
      redeemed_by_attempt_id: grantNumber === null ? null : 'an attempt',
      grant_number: grantNumber,
    });
  }
  put('consents', { user_id: ada, client_id: otherApp, scopes: '["openid"]', resources: '[]', given_at_ms: nowMs });
  db.close();
}

function nameGrant(grantNumber: number): IssuedGrant {
  const sessionId = grantNumber === 7 ? atDesk : atHome;
  const handleHash = hash(`handle ${grantNumber}`);
  return {
    grantNumber,
    grantId: `grant-${grantNumber}` as never,
    handleHash,
    clientId: app,
    userId: ada,
    sessionId,
    rev: 0,
  };
}

async function withUpgraded(run: (store: AuthorityStore, db: DatabaseSync) => Promise<void>): Promise<void> {
  const opened = openTemporaryEngine({ prepare: (file) => writeVersion3(file, Date.now()) });
  try {
    const store = askEngine(opened.engine);
    await declareClients(store, [app, otherApp]);
    await run(store, opened.db);
  } finally {
    opened.close();
  }
}

it('O3 an upgrade to numbered rows keeps people, identifiers, sessions and their cookies', () =>
  withUpgraded(async (store, db) => {
    for (const key of ['ada', 'ada@example.com']) {
      assert.deepEqual(await store.findForSignIn(key), {
        userId: ada,
        passwordHash: 'hash of ada',
        passwordVersion: 4,
        active: true,
      });
    }
    assert.equal((await store.findForSignIn('bob'))?.active, false);
    for (const cookie of [`cookie of ${atDesk}`, `twin of ${atDesk}`]) {
      const found = await store.findSessionByCookie(hash(cookie));
      assert.equal(found?.session.sessionId, atDesk);
      assert.equal(found?.user.username, 'ada');
    }
    assert.equal((await store.listSessions(ada)).length, 2);
    assert.deepEqual((await store.findConsent(ada, otherApp))?.scopes, ['openid']);
    assert.deepEqual(db.prepare('PRAGMA foreign_key_check').all(), []);
    assert.deepEqual(db.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'new%'").all(), []);
  }));

it('O3 an upgrade to numbered rows keeps grants, codes and what refers to them', () =>
  withUpgraded(async (store) => {
    const rotated = await refresh(store, nameGrant(7), 5);
    assert.equal(rotated.status, 'rotated');
    const fresh = { codeHash: hash('fresh'), clientId: app, saved: true };
    const redeemed = await store.redeemCode(describeRedemption(fresh), here);
    assert.equal(redeemed.status === 'redeemed' && redeemed.grant.session.sessionId, atDesk);
    const again = { codeHash: hash('redeemed'), clientId: app, saved: true };
    assert.equal((await store.redeemCode(describeRedemption(again), here)).status, 'replayed');
    assert.equal((await refresh(store, nameGrant(9), 5)).status, 'ended', 'the grant of a replayed code has ended');
    assert.equal(await store.endSession({ sessionId: atDesk, userId: ada, reason: 'signed_out' }, here), 'ended');
    assert.equal((await refresh(store, nameGrant(7), 6)).status, 'ended', 'a grant ends with its session');
  }));

it('T3 an upgrade to numbered rows gives no number out again that a grant had', () =>
  withUpgraded(async (store) => {
    const found = await store.findSession(atHome);
    assert.ok(found);
    const browser = { session: found.session, userId: ada, cookieHash: hash(`cookie of ${atHome}`) };
    assert.ok((await beginGrant(store, browser)).grantNumber > 12);
  }));
