import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { AuthorityStore } from '@latchkey/server/store';
import {
  app,
  dayMs,
  declareClient,
  declareClients,
  declareToldClient,
  here,
  hourMs,
  otherApp,
} from '../../src/contract/scenario.ts';
import {
  beginGrant,
  createPerson,
  describePerson,
  isAccessTokenRevoked,
  issueCode,
  makeHash,
  redeem,
  refresh,
  signIn,
} from '../../src/contract/steps.ts';
import { intents } from '../../src/sqlite/intents.ts';
import { collectPlans, findSteps, type StatementPlan } from './collect-plans.ts';
import { askEngine, openTemporaryEngine } from './open-engine.ts';

/** Tables of one row, or of what the configuration holds. */
const smallTables = /SCAN (life|downtimes|revocation_head|first_administrator_link|declared_items|CONSTANT ROW)$/;
/** At the start of a server that has no administrator, and once for a client that was removed. */
const rareScans = [/json_each\(u\.roles\)/, /^DELETE FROM authorization_codes WHERE client_id = \?/];
/** Of one person or one session: few. */
const shortLists = [/WHERE u\.user_id = \?/, /WHERE g?\.?session_number = [(?]/, /FROM downtimes/];
/** Once for a client that was removed. */
const removals = [/^SELECT max\(tokens_expire_at_ms\) AS at FROM grants WHERE client_id/, /WHERE client_id = \?3/];

/** Ask the store for everything it can do, such that each statement is reached. */
async function askForEverything(store: AuthorityStore, advance: (byMs: number) => void): Promise<void> {
  await store.reconcileConfiguration([declareToldClient(app), declareClient(otherApp)], hourMs, here);
  const userId = await createPerson(store, { usernameKey: 'ada' });
  const browser = { idHash: makeHash(), doubleSubmitMs: hourMs };
  const signedIn = await signIn(store, userId, { browser });
  const { sessionId } = (await signIn(store, userId, { browser })).session;
  const grant = await beginGrant(store, signedIn);
  for (const generation of [0, 0, 1]) await refresh(store, grant, generation);
  const { grantNumber, handleHash, clientId, grantId } = grant;
  await store.findLiveRefreshToken({ grantNumber, handleHash, generation: 2 });
  await isAccessTokenRevoked(store, grant);
  await store.revokeAccessToken({ jti: grantId, expiresAtMs: Date.now() + hourMs, clientId }, here);
  advance(hourMs);
  await refresh(store, grant, 2);
  await store.findSessionByCookie(signedIn.cookieHash);
  await store.findSession(sessionId);
  await store.hasHadGrant({ sessionId, clientId });
  await store.listSessions(userId);
  const code = await issueCode(store, signedIn);
  for (let times = 0; times < 2; times += 1) await redeem(store, code);
  await store.endGrant({ grantNumber, handleHash, clientId, generation: 3, reason: 'x' }, here);
  await store.endSession({ sessionId, userId, reason: 'x' }, here);
  const claim = { limit: 1, leaseMs: 1 };
  for (const one of await store.claimLogoutNotifications(claim, here)) {
    await store.settleLogoutNotification(one.notificationId, { retryInMs: 1 }, here);
    await store.settleLogoutNotification(one.notificationId, 'delivered', here);
  }
  await store.findForSignIn('ada');
  await store.findProfile(userId);
  await store.upgradePasswordHash({ userId, verifiedHash: 'x', newHash: 'y' });
  const { passwordHash } = describePerson();
  const change = { verifiedHash: passwordHash, newHash: passwordHash, exceptSessionId: undefined, reason: 'x' };
  await store.changePassword({ userId, ...change }, here);
  await signIn(store, userId);
  await store.endSessions({ userId, reason: 'x' }, here);
  await store.recordConsent({ userId, clientId, scopes: [], resources: [] }, here);
  await store.findConsent(userId, clientId);
  await store.deactivateUser(userId, here);
  const attempt = { key: makeHash(), limit: 1, windowMs: hourMs };
  for (let times = 0; times < 2; times += 1) await store.reserveAttempt([attempt]);
  await store.clearAttempts([attempt.key]);
  const linkHash = makeHash();
  await store.offerFirstAdministrator({ role: 'administrator', linkHash, ttlMs: hourMs }, here);
  await store.isFirstAdministratorLinkLive(linkHash);
  await store.redeemFirstAdministratorLink({ linkHash, user: describePerson() }, here);
  await store.appendAuditEvent({ type: 'sign_in.failed' }, here);
  await store.listAuditEvents({ limit: 1 });
  await store.readRevocationLog(0);
  await store.vouchForClient(clientId);
  await declareClients(store, [otherApp]);
}

describe('what SQLite looks through', () => {
  const asked = new Set<string>();
  let plans: readonly StatementPlan[] = [];

  before(async () => {
    const { engine, db, advance, close } = openTemporaryEngine();
    const store = askEngine(engine);
    const listening = new Proxy(store, {
      get: (target, intent: keyof AuthorityStore) => {
        asked.add(intent);
        return target[intent];
      },
    });
    plans = await collectPlans(db, async () => {
      await askForEverything(listening, advance);
      // First the sessions and grants are due, then those that had to be looked at again.
      for (const days of [200, 8]) {
        advance(days * dayMs);
        engine.maintain();
      }
    });
    close();
  });

  it('is known for everything a store can be asked for', () => {
    assert.deepEqual(
      Object.keys(intents).filter((intent) => !asked.has(intent)),
      [],
    );
  });

  it('is no table that grows, as a whole', () => {
    assert.deepEqual(findSteps(plans, /: SCAN /, [smallTables, ...rareScans]), []);
  });

  it('is sorted only where it is little', () => {
    assert.deepEqual(findSteps(plans, /TEMP B-TREE/, shortLists), []);
  });

  it('is not all the grants of a client, unless the client was removed', () => {
    assert.ok(findSteps(plans, /grants_of_client/).length > 0);
    assert.deepEqual(findSteps(plans, /grants_of_client/, removals), []);
  });
});
