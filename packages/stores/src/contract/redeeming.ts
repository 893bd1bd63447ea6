import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RedeemCodeRequest, RedeemCodeResult } from '@latchkey/server/store';
import type { OpenStore } from './opened-store.ts';
import {
  accessTokenTtlMs,
  api,
  declareClients,
  here,
  hourMs,
  minuteMs,
  otherApi,
  otherApp,
  type Scenario,
  withStore,
} from './scenario.ts';
import {
  countStatuses,
  createPerson,
  describeRedemption,
  describeRefresh,
  type IssuedCode,
  issueCode,
  makeHash,
  redeem,
  refresh,
  type SignedInBrowser,
  signIn,
} from './steps.ts';

/** What a holder of the code who is not the client it was made for gets wrong. */
const strangers: readonly Partial<RedeemCodeRequest>[] = [
  { clientId: otherApp },
  { redirectUri: 'https://app.example.com/other' },
  { redirectUri: undefined },
  { codeChallenge: 'of another verifier' },
];

async function issue({ store }: Scenario): Promise<{ browser: SignedInBrowser; code: IssuedCode }> {
  const browser = await signIn(store, await createPerson(store));
  return { browser, code: await issueCode(store, browser) };
}

/** Whether a token of the grant that a redemption began is refused. */
async function isRevoked({ store }: Scenario, browser: SignedInBrowser, result: RedeemCodeResult): Promise<boolean> {
  assert.ok(result.status === 'redeemed');
  const { grantId, clientId, rev } = result.grant;
  const { sessionId, userId } = browser.session;
  return store.isRevoked({ jti: `${grantId}.1`, kid: 'key-1', grantId, sessionId, userId, clientId, rev });
}

export function describeRedeeming(open: OpenStore): void {
  describe('redeeming a code', () => {
    it('RFC 6749 §4.1.3 begins a grant with all that was authorized', () =>
      withStore(open, async (scenario) => {
        const { browser, code } = await issue(scenario);
        const result = await redeem(scenario.store, code, { resources: [api] });
        assert.ok(result.status === 'redeemed');
        assert.equal(result.nonce, 'nonce-1');
        assert.deepEqual(result.grant.scopes, ['openid', 'orders:read']);
        assert.deepEqual(result.grant.resources, [api, otherApi]);
        assert.equal(result.grant.user.userId, browser.userId);
        assert.equal(result.grant.session.sessionId, browser.session.sessionId);
        assert.deepEqual(
          scenario.events.map((event) => event.type).filter((type) => type.startsWith('grant.')),
          ['grant.created'],
        );
      }));

    it('RFC 6749 §4.1.2 succeeds once under 50 parallel tries', () =>
      withStore(open, async (scenario) => {
        const { browser, code } = await issue(scenario);
        const results = await Promise.all(Array.from({ length: 50 }, () => redeem(scenario.store, code)));
        assert.deepEqual(countStatuses(results), { redeemed: 1, replayed: 49 });
        const first = results.find((result) => result.status === 'redeemed');
        assert.ok(first !== undefined && (await isRevoked(scenario, browser, first)));
      }));

    it('RFC 6749 §4.1.2 ends what the first redemption got at a second valid one, and reports it', () =>
      withStore(open, async (scenario) => {
        const { store, events } = scenario;
        const { browser, code } = await issue(scenario);
        const policy = describeRefresh();
        const first = await redeem(store, code, { refresh: policy });
        assert.ok(first.status === 'redeemed');
        assert.equal((await redeem(store, code)).status, 'replayed');
        assert.equal(await isRevoked(scenario, browser, first), true);
        const { grantNumber, grantId, clientId } = first.grant;
        const grant = { grantNumber, grantId, clientId, handleHash: policy.handleHash, rev: 0, ...browser.session };
        assert.deepEqual(await refresh(store, grant, 0), { status: 'ended', reason: 'authorization_code_replayed' });
        assert.deepEqual([events.at(-1)?.type, events.at(-1)?.grantId], ['authorization_code.replayed', grantId]);
        assert.equal((await redeem(store, code)).status, 'replayed');
        assert.equal((await store.readRevocationLog(0)).entries.length, 1);
      }));

    it('ends nothing and consumes nothing for a stranger', () =>
      withStore(open, async (scenario) => {
        const { store } = scenario;
        const { browser, code } = await issue(scenario);
        for (const stranger of strangers) assert.equal((await redeem(store, code, stranger)).status, 'invalid');
        const first = await redeem(store, code);
        for (const stranger of strangers) assert.equal((await redeem(store, code, stranger)).status, 'invalid');
        assert.equal(await isRevoked(scenario, browser, first), false);
      }));

    it('knows its own retry, also when both arrive together', () =>
      withStore(open, async (scenario) => {
        const { browser, code } = await issue(scenario);
        const request = describeRedemption(code);
        const results = await Promise.all([1, 2, 3].map(() => scenario.store.redeemCode(request, here)));
        assert.deepEqual(countStatuses(results), { redeemed: 3 });
        const numbers = results.map((result) => result.status === 'redeemed' && result.grant.grantNumber);
        assert.equal(new Set(numbers).size, 1);
        const [first] = results;
        assert.ok(first !== undefined && !(await isRevoked(scenario, browser, first)));
      }));

    it('answers its own retry no more when the grant has ended meanwhile', () =>
      withStore(open, async (scenario) => {
        const { browser, code } = await issue(scenario);
        const request = describeRedemption(code);
        await scenario.store.redeemCode(request, here);
        const { sessionId, userId } = browser.session;
        await scenario.store.endSession({ sessionId, userId, reason: 'signed_out' }, here);
        assert.equal((await scenario.store.redeemCode(request, here)).status, 'invalid');
      }));

    it('refuses an unknown or expired code', () =>
      withStore(open, async (scenario) => {
        const { store, advance } = scenario;
        const { code } = await issue(scenario);
        assert.equal((await redeem(store, { ...code, codeHash: makeHash() })).status, 'invalid');
        advance(minuteMs);
        assert.equal((await redeem(store, code)).status, 'invalid');
      }));

    it('RFC 8707 §2.2 refuses a resource that was not authorized and leaves the code', () =>
      withStore(open, async (scenario) => {
        const { code } = await issue(scenario);
        const asked = { resources: ['https://x.example.com'] };
        assert.equal((await redeem(scenario.store, code, asked)).status, 'invalid_target');
        assert.equal((await redeem(scenario.store, code)).status, 'redeemed');
      }));

    it('T5 refuses when the session, the person or the client ended after the code was made', () =>
      withStore(open, async (scenario) => {
        const { store } = scenario;
        const signedOut = await issue(scenario);
        const { sessionId, userId } = signedOut.browser.session;
        await store.endSession({ sessionId, userId, reason: 'signed_out' }, here);
        assert.equal((await redeem(store, signedOut.code)).status, 'invalid');
        const deactivated = await issue(scenario);
        await store.deactivateUser(deactivated.browser.userId, here);
        assert.equal((await redeem(store, deactivated.code)).status, 'invalid');
        const orphaned = await issue(scenario);
        await declareClients(store, [otherApp]);
        assert.equal((await redeem(store, orphaned.code)).status, 'invalid');
      }));

    it('T5 stores no code when the session or the person is over', () =>
      withStore(open, async ({ store, advance }) => {
        const ended = await signIn(store, await createPerson(store));
        await store.endSession({ ...ended.session, reason: 'signed_out' }, here);
        assert.equal((await issueCode(store, ended)).saved, false);
        const deactivated = await signIn(store, await createPerson(store));
        await store.deactivateUser(deactivated.userId, here);
        assert.equal((await issueCode(store, deactivated)).saved, false);
        const expired = await signIn(store, await createPerson(store), { idleTtlMs: hourMs });
        const live = await signIn(store, await createPerson(store));
        assert.equal((await issueCode(store, { ...live, userId: expired.userId })).saved, false);
        advance(hourMs);
        assert.equal((await issueCode(store, expired)).saved, false);
        assert.equal((await issueCode(store, live)).saved, true);
      }));

    it('begins a grant without refresh tokens when none are due, and revokes its access token all the same', () =>
      withStore(open, async (scenario) => {
        const { browser, code } = await issue(scenario);
        const first = await redeem(scenario.store, code, { refresh: undefined, accessTokenTtlMs });
        assert.ok(first.status === 'redeemed');
        assert.equal(first.grant.refreshExpiresAtMs, undefined);
        assert.equal((await redeem(scenario.store, code)).status, 'replayed');
        assert.equal(await isRevoked(scenario, browser, first), true);
      }));
  });
}
