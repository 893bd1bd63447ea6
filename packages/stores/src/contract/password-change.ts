import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { AuthorityStore, SessionId, UserId } from '@latchkey/server/store';
import type { OpenStore } from './opened-store.ts';
import { here, hourMs, overlapMs, withStore } from './scenario.ts';
import {
  beginGrant,
  beginGrantOfSomebody,
  countStatuses,
  createPerson,
  type IssuedGrant,
  isAccessTokenRevoked,
  issueCode,
  redeem,
  refresh,
  signIn,
} from './steps.ts';

const change = { verifiedHash: 'old', newHash: 'new', exceptSessionId: undefined, reason: 'password_changed' };

function createAda(store: AuthorityStore): Promise<UserId> {
  return createPerson(store, { usernameKey: 'ada', passwordHash: 'old' });
}

async function readHash(store: AuthorityStore): Promise<string | undefined> {
  return (await store.findForSignIn('ada'))?.passwordHash;
}

async function readVersion(store: AuthorityStore): Promise<number | undefined> {
  return (await store.findForSignIn('ada'))?.passwordVersion;
}

/** That nothing a client holds of a grant works any more. */
async function assertDead(store: AuthorityStore, grant: IssuedGrant): Promise<void> {
  assert.equal((await refresh(store, grant, 0)).status, 'ended');
  assert.equal(await isAccessTokenRevoked(store, grant), true);
}

export function describePasswordChange(open: OpenStore): void {
  describe('a change of password', () => {
    it('R2 ends every other session with all that stands under it, offline grants too, and revokes their tokens', () =>
      withStore(open, async ({ store, events, countRevocations }) => {
        const userId = await createAda(store);
        const kept = await signIn(store, userId);
        const others = [await signIn(store, userId), await signIn(store, userId)];
        const grants: IssuedGrant[] = [];
        for (const browser of others) {
          for (const offline of [true, false]) grants.push(await beginGrant(store, browser, { refresh: { offline } }));
        }
        const exceptSessionId = kept.session.sessionId;
        events.length = 0;
        assert.equal((await store.changePassword({ userId, ...change, exceptSessionId }, here)).status, 'changed');
        assert.equal(await readHash(store), 'new');
        for (const grant of grants) await assertDead(store, grant);
        for (const { session, cookieHash } of others) {
          assert.equal(await store.findSession(session.sessionId), undefined);
          assert.equal(await store.findSessionByCookie(cookieHash), undefined);
        }
        assert.ok(countRevocations() > 0);
        assert.deepEqual(
          events.map(({ type, userId: of, sessionId, detail }) => [type, of, sessionId, detail]),
          [
            ['user.password_changed', userId, exceptSessionId, { sessionsEnded: 2 }],
            ...events.slice(1).map((event) => ['session.ended', userId, event.sessionId, { reason: change.reason }]),
          ],
        );
        const ended = events.slice(1).map((event) => event.sessionId);
        assert.equal(ended.length, 2);
        assert.deepEqual(new Set(ended), new Set(others.map(({ session }) => session.sessionId)));
      }));

    it('R2 leaves the session it was made in, its grants and its tokens as they were', () =>
      withStore(open, async ({ store }) => {
        const userId = await createAda(store);
        const kept = await signIn(store, userId);
        const grant = await beginGrant(store, kept);
        await beginGrant(store, await signIn(store, userId));
        await store.changePassword({ userId, ...change, exceptSessionId: kept.session.sessionId }, here);
        assert.deepEqual((await store.findSessionByCookie(kept.cookieHash))?.session, kept.session);
        assert.equal(await isAccessTokenRevoked(store, grant), false);
        assert.equal((await refresh(store, grant, 0)).status, 'rotated');
      }));

    it('R2 touches nobody else', () =>
      withStore(open, async ({ store }) => {
        const userId = await createAda(store);
        const grant = await beginGrantOfSomebody(store);
        await store.changePassword({ userId, ...change }, here);
        assert.equal(await isAccessTokenRevoked(store, grant), false);
        assert.equal((await refresh(store, grant, 0)).status, 'rotated');
      }));

    it('R2 ends all sessions when none is to be kept, or the one named is not the person’s', () =>
      withStore(open, async ({ store }) => {
        for (const stranger of [undefined, randomUUID() as SessionId]) {
          const userId = await createPerson(store, { passwordHash: 'old' });
          const grant = await beginGrant(store, await signIn(store, userId));
          const request = { userId, ...change, exceptSessionId: stranger };
          assert.equal((await store.changePassword(request, here)).status, 'changed');
          await assertDead(store, grant);
        }
      }));

    it('R2 reaches what outlives an expired session: offline grants, and access tokens', () =>
      withStore(open, async ({ store, advance }) => {
        const userId = await createAda(store);
        const browser = await signIn(store, userId, { idleTtlMs: hourMs });
        const offline = await beginGrant(store, browser, { refresh: { offline: true } });
        advance(hourMs - 1_000);
        const late = await beginGrant(store, browser, { refresh: { offline: false } });
        advance(1_000);
        assert.equal(await store.findSession(browser.session.sessionId), undefined);
        assert.equal(await isAccessTokenRevoked(store, late), false);
        await store.changePassword({ userId, ...change }, here);
        for (const grant of [offline, late]) await assertDead(store, grant);
      }));

    it('R2 lets no code be redeemed that was issued to another session before', () =>
      withStore(open, async ({ store }) => {
        const userId = await createAda(store);
        const code = await issueCode(store, await signIn(store, userId));
        await store.changePassword({ userId, ...change }, here);
        assert.equal((await redeem(store, code)).status, 'invalid');
      }));

    it('R2 lets no session start, or go on, that was proved with the password before', () =>
      withStore(open, async ({ store, events }) => {
        const userId = await createAda(store);
        const kept = await signIn(store, userId);
        const stranger = await signIn(store, await createPerson(store));
        const verified = await readVersion(store);
        const changed = await store.changePassword(
          { userId, ...change, exceptSessionId: kept.session.sessionId },
          here,
        );
        assert.ok(changed.status === 'changed');
        events.length = 0;
        for (const previousCookieHash of [undefined, kept.cookieHash, stranger.cookieHash]) {
          const late = signIn(store, userId, { passwordVersion: verified, previousCookieHash });
          await assert.rejects(late, /not started/);
        }
        assert.deepEqual(events, []);
        for (const { session, cookieHash } of [kept, stranger]) {
          assert.deepEqual((await store.findSessionByCookie(cookieHash))?.session, session);
        }
        const { passwordVersion } = changed;
        assert.equal(await readVersion(store), passwordVersion);
        const renewed = await signIn(store, userId, { passwordVersion, previousCookieHash: kept.cookieHash });
        assert.equal(renewed.session.sessionId, kept.session.sessionId);
        assert.ok(await signIn(store, userId, { passwordVersion: undefined }), 'no password was judged');
      }));

    it('R2 gives each password a version that none before it had', () =>
      withStore(open, async ({ store }) => {
        const userId = await createAda(store);
        const versions = [await readVersion(store)];
        const hashes = ['old', 'new', 'old', 'newest'];
        for (const [index, newHash] of hashes.slice(1).entries()) {
          const request = { userId, ...change, verifiedHash: hashes[index] ?? '', newHash };
          const changed = await store.changePassword(request, here);
          assert.ok(changed.status === 'changed');
          for (const passwordVersion of versions) {
            await assert.rejects(signIn(store, userId, { passwordVersion }), /not started/);
          }
          versions.push(changed.passwordVersion);
        }
        assert.equal(new Set(versions).size, hashes.length);
      }));

    it('R2 leaves no session that was proved with the password before, whoever signs in at the same time', () =>
      withStore(open, async ({ store }) => {
        const userId = await createAda(store);
        const passwordVersion = await readVersion(store);
        const signInTenTimes = () => Array.from({ length: 10 }, () => signIn(store, userId, { passwordVersion }));
        const early = signInTenTimes();
        const changing = store.changePassword({ userId, ...change }, here);
        const race = Promise.allSettled([...early, ...signInTenTimes()]);
        assert.equal((await changing).status, 'changed');
        for (const answer of await race) {
          if (answer.status === 'rejected') assert.match(String(answer.reason), /not started/);
          else assert.equal(await store.findSession(answer.value.session.sessionId), undefined);
        }
        assert.deepEqual(await store.listSessions(userId), []);
      }));

    it('changes nothing unless the hash is the one that was verified, and the person active', () =>
      withStore(open, async ({ store, events }) => {
        const userId = await createAda(store);
        const grant = await beginGrant(store, await signIn(store, userId));
        events.length = 0;
        for (const request of [
          { userId, ...change, verifiedHash: 'other' },
          { userId: randomUUID() as UserId, ...change },
        ]) {
          assert.equal((await store.changePassword(request, here)).status, 'outdated');
        }
        assert.equal(await readHash(store), 'old');
        assert.deepEqual(events, []);
        assert.equal(await isAccessTokenRevoked(store, grant), false);
        await store.deactivateUser(userId, here);
        assert.equal((await store.changePassword({ userId, ...change }, here)).status, 'outdated');
        assert.equal(await readHash(store), 'old');
      }));

    it('is made once of 20 at a time that verified the same', () =>
      withStore(open, async ({ store, events }) => {
        const userId = await createAda(store);
        const hashes = Array.from({ length: 20 }, () => randomUUID());
        const results = await Promise.all(
          hashes.map((newHash) => store.changePassword({ userId, ...change, newHash }, here)),
        );
        assert.deepEqual(countStatuses(results), { changed: 1, outdated: 19 });
        assert.equal(await readHash(store), hashes[results.findIndex((result) => result.status === 'changed')]);
        assert.equal(events.filter((event) => event.type === 'user.password_changed').length, 1);
      }));

    it('R2 T5 leaves no live grant outside the kept session, whatever refreshes at the same time', () =>
      withStore(open, async ({ store, advance }) => {
        const userId = await createAda(store);
        const kept = await signIn(store, userId);
        const keptGrant = await beginGrant(store, kept);
        const grants: IssuedGrant[] = [];
        for (let index = 0; index < 10; index += 1) grants.push(await beginGrant(store, await signIn(store, userId)));
        const race = grants.flatMap((grant) => [refresh(store, grant, 0), refresh(store, grant, 0)]);
        const exceptSessionId = kept.session.sessionId;
        const changing = store.changePassword({ userId, ...change, exceptSessionId }, here);
        race.push(...grants.flatMap((grant) => [refresh(store, grant, 0), refresh(store, grant, 1)]));
        race.push(refresh(store, keptGrant, 0));
        assert.equal((await changing).status, 'changed');
        const answers = await Promise.all(race);
        assert.equal(answers.pop()?.status, 'rotated', 'the kept session goes on');
        for (const answer of answers) {
          if (answer.status !== 'rotated' && answer.status !== 'replayed') continue;
          // What was issued in the race is refused like all the rest.
          const { grantId, rev } = answer.grant;
          const grant = grants.find((one) => one.grantId === grantId);
          assert.ok(grant && (await isAccessTokenRevoked(store, grant, { jti: `${grantId}.2`, rev })));
        }
        for (const { grantNumber, handleHash } of grants) {
          for (const generation of [0, 1, 2]) {
            assert.equal(await store.findLiveRefreshToken({ grantNumber, handleHash, generation }), undefined);
          }
        }
        advance(overlapMs);
        assert.equal((await refresh(store, keptGrant, 1)).status, 'rotated');
      }));
  });
}
