import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { chainDigest, revocationTarget } from '@latchkey/tokens/revocation-entry';
import type { OpenStore } from './opened-store.ts';
import {
  accessTokenTtlMs,
  app,
  declareClients,
  here,
  hourMs,
  minuteMs,
  otherApp,
  type Scenario,
  withStore,
} from './scenario.ts';
import {
  beginGrant,
  beginGrantOfSomebody,
  createPerson,
  type IssuedGrant,
  isAccessTokenRevoked,
  makeHash,
  refresh,
  signIn,
} from './steps.ts';

const leewayMs = minuteMs;

async function endGrant({ store }: Scenario, grant: IssuedGrant): Promise<void> {
  const { grantNumber, handleHash, clientId } = grant;
  await store.endGrant({ grantNumber, handleHash, clientId, generation: 0, reason: 'x' }, here);
}

export function describeRevocationLog(open: OpenStore): void {
  describe('the revocation log', () => {
    it('R2 names what was revoked by digest, in order, and chains its entries', () =>
      withStore(open, async (scenario) => {
        const { store } = scenario;
        const first = await beginGrantOfSomebody(store);
        const second = await beginGrantOfSomebody(store);
        const third = await beginGrantOfSomebody(store);
        const empty = await store.readRevocationLog(0);
        assert.deepEqual([empty.head.seq, empty.entries], [0, []]);
        const expiresAtMs = Date.now() + accessTokenTtlMs;
        await store.revokeAccessToken({ jti: 'one', expiresAtMs, clientId: app }, here);
        await endGrant(scenario, first);
        await store.endSession({ ...second, reason: 'x' }, here);
        await store.deactivateUser(third.userId, here);
        await declareClients(store, [otherApp]);
        const { head, entries } = await store.readRevocationLog(0);
        assert.deepEqual(
          entries.map(({ seq, kind, target }) => [seq, kind, target]),
          [
            [1, 'token', revocationTarget('token', 'one')],
            [2, 'grant', revocationTarget('grant', first.grantId)],
            [3, 'session', revocationTarget('session', second.sessionId)],
            [4, 'user', revocationTarget('user', third.userId)],
            [5, 'client', revocationTarget('client', app)],
          ],
        );
        let previous = empty.head.digest;
        for (const entry of entries) {
          assert.equal(entry.previousDigest, previous);
          assert.equal(entry.digest, chainDigest(previous, entry));
          previous = entry.digest;
        }
        assert.deepEqual(head, { seq: 5, digest: previous });
      }));

    it('is read from a position on', () =>
      withStore(open, async (scenario) => {
        const grants = [await beginGrantOfSomebody(scenario.store), await beginGrantOfSomebody(scenario.store)];
        for (const grant of grants) await endGrant(scenario, grant);
        const { entries } = await scenario.store.readRevocationLog(1);
        assert.deepEqual(
          entries.map((entry) => entry.seq),
          [2],
        );
        assert.deepEqual((await scenario.store.readRevocationLog(2)).entries, []);
      }));

    it('gives positions without gap or repetition to entries made in parallel', () =>
      withStore(open, async ({ store }) => {
        const expiresAtMs = Date.now() + hourMs;
        const ids = Array.from({ length: 50 }, (_, index) => `jti-${index}`);
        await Promise.all(ids.map((jti) => store.revokeAccessToken({ jti, expiresAtMs, clientId: app }, here)));
        const { entries } = await store.readRevocationLog(0);
        assert.deepEqual(
          entries.map((entry) => entry.seq),
          ids.map((_, index) => index + 1),
        );
        for (const [index, entry] of entries.entries()) {
          if (index > 0) assert.equal(entry.previousDigest, entries[index - 1]?.digest);
        }
      }));

    it('is the same after closing the store, and goes on where it was', () =>
      withStore(open, async (scenario) => {
        const first = await beginGrantOfSomebody(scenario.store);
        const second = await beginGrantOfSomebody(scenario.store);
        await endGrant(scenario, first);
        const before = await scenario.store.readRevocationLog(0);
        await scenario.reopen(1_000);
        const { epoch, head, entries } = await scenario.store.readRevocationLog(0);
        assert.deepEqual({ epoch, head, entries, nowMs: before.nowMs }, before);
        await endGrant(scenario, second);
        const [, entry] = (await scenario.store.readRevocationLog(0)).entries;
        assert.deepEqual([entry?.seq, entry?.previousDigest], [2, before.head.digest]);
      }));

    it('R2 keeps an entry until the last token it matches has expired, with leeway, and then no longer', () =>
      withStore(open, async (scenario) => {
        const { store, advance } = scenario;
        const grant = await beginGrantOfSomebody(store);
        await refresh(store, grant, 0, { accessTokenTtlMs: hourMs });
        await refresh(store, grant, 1, { accessTokenTtlMs: minuteMs });
        await endGrant(scenario, grant);
        const [entry] = (await store.readRevocationLog(0)).entries;
        assert.ok(entry !== undefined);
        assert.ok(entry.expiresAtMs - entry.atMs > hourMs && entry.expiresAtMs - entry.atMs <= hourMs + leewayMs);
        advance(hourMs);
        assert.equal(await isAccessTokenRevoked(store, grant), true);
        advance(leewayMs);
        assert.equal(await isAccessTokenRevoked(store, grant), false);
        const { head, entries } = await store.readRevocationLog(0);
        assert.deepEqual([head.seq, entries], [1, []]);
      }));

    it('T4 lets an entry outlive an access token that a replay was answered with', () =>
      withStore(open, async (scenario) => {
        const { store, advance } = scenario;
        const grant = await beginGrantOfSomebody(store);
        await refresh(store, grant, 0);
        await refresh(store, grant, 0, { accessTokenTtlMs: hourMs });
        await endGrant(scenario, grant);
        advance(hourMs);
        assert.equal(await isAccessTokenRevoked(store, grant), true);
      }));

    it('R2 lets the entry of a session or person outlive the access tokens of all their grants', () =>
      withStore(open, async ({ store, advance }) => {
        const userId = await createPerson(store);
        const browser = await signIn(store, userId);
        const grants = [await beginGrant(store, browser), await beginGrant(store, browser)];
        for (const grant of grants) await refresh(store, grant, 0, { accessTokenTtlMs: hourMs });
        await store.endSession({ ...browser.session, reason: 'x' }, here);
        const other = await beginGrant(store, await signIn(store, userId));
        await refresh(store, other, 0, { accessTokenTtlMs: 2 * hourMs });
        await store.deactivateUser(userId, here);
        advance(hourMs);
        for (const grant of grants) assert.equal(await isAccessTokenRevoked(store, grant), true);
        advance(hourMs);
        assert.equal(await isAccessTokenRevoked(store, other), true);
        assert.equal((await store.readRevocationLog(0)).entries.length, 1);
      }));

    it('R2 revokes one access token once, and no other', () =>
      withStore(open, async ({ store, events }) => {
        const grant = await beginGrantOfSomebody(store);
        const request = { jti: `${grant.grantId}.1`, expiresAtMs: Date.now() + hourMs, clientId: app };
        events.length = 0;
        await Promise.all([store.revokeAccessToken(request, here), store.revokeAccessToken(request, here)]);
        assert.equal(await isAccessTokenRevoked(store, grant, { jti: `${grant.grantId}.1` }), true);
        assert.equal(await isAccessTokenRevoked(store, grant, { jti: `${grant.grantId}.2` }), false);
        assert.equal((await store.readRevocationLog(0)).entries.length, 1);
        assert.deepEqual(
          events.map((event) => [event.type, event.clientId]),
          [['access_token.revoked', app]],
        );
        await store.revokeAccessToken({ ...request, jti: 'expired', expiresAtMs: Date.now() - hourMs }, here);
        assert.equal((await store.readRevocationLog(0)).head.seq, 1);
      }));

    it('T6 matches a token to a person or client by position, and to nothing that came after', () =>
      withStore(open, async ({ store }) => {
        const grant = await beginGrantOfSomebody(store);
        await store.deactivateUser(grant.userId, here);
        const { seq } = (await store.readRevocationLog(0)).head;
        assert.equal(await isAccessTokenRevoked(store, grant, { rev: seq - 1 }), true);
        assert.equal(await isAccessTokenRevoked(store, grant, { rev: seq }), false);
      }));

    it('tells a token where the log stood when it was issued', () =>
      withStore(open, async (scenario) => {
        const { store } = scenario;
        const grant = await beginGrantOfSomebody(store);
        assert.equal(grant.rev, 0);
        await endGrant(scenario, await beginGrantOfSomebody(store));
        const result = await refresh(store, grant, 0);
        assert.equal(result.status === 'rotated' && result.grant.rev, 1);
        assert.equal((await store.vouchForClient(app)).rev, 1);
      }));

    it(
      'tells those who follow it of a commit that made it grow, of no other, and until they stop',
      { timeout: 60_000 },
      () =>
        withStore(open, async (scenario) => {
          const { store } = scenario;
          const told: string[] = [];
          const stop = store.onRevocation(() => told.push('grown'));
          const first = await beginGrantOfSomebody(store);
          const second = await beginGrantOfSomebody(store);
          await refresh(store, first, 0);
          assert.deepEqual(told, []);
          await endGrant(scenario, first);
          while (told.length === 0) await nextTurn();
          stop();
          await endGrant(scenario, second);
          await nextTurn();
          assert.deepEqual(told, ['grown']);
        }),
    );

    it('has a name of its own, and says when it was read by the clock of the store', () =>
      withStore(open, (one) =>
        withStore(open, async (other) => {
          const [first, second] = [await one.store.readRevocationLog(0), await other.store.readRevocationLog(0)];
          assert.notEqual(first.epoch, second.epoch);
          one.advance(hourMs);
          const later = await one.store.readRevocationLog(0);
          assert.equal(later.epoch, first.epoch);
          assert.ok(later.nowMs - first.nowMs >= hourMs && later.nowMs - first.nowMs < 2 * hourMs);
        }),
      ));

    it('matches an id only as the kind it was revoked as', () =>
      withStore(open, async ({ store }) => {
        const jti = Buffer.from(makeHash()).toString('hex');
        await store.revokeAccessToken({ jti, expiresAtMs: Date.now() + hourMs, clientId: app }, here);
        const unrelated = { jti: 'x', kid: jti, grantId: undefined, sessionId: undefined, userId: undefined };
        assert.equal(await store.isRevoked({ ...unrelated, clientId: app, rev: 0 }), false);
        assert.equal(await store.isRevoked({ ...unrelated, jti, clientId: app, rev: 0 }), true);
      }));
  });
}
