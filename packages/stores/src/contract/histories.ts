import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { type ClientId, firstPasswordVersion, type GrantSnapshot, type UserId } from '@latchkey/server/store';
import fc from 'fast-check';
import { type ModelGrant, type ModelPerson, type ModelSession, modelTimes, StoreModel } from './model.ts';
import { type ModelStep, modelHistories } from './model-steps.ts';
import type { OpenStore } from './opened-store.ts';
import { declareClients, here, minuteMs, type Scenario, withStore } from './scenario.ts';
import {
  beginGrant,
  createPerson,
  type IssuedGrant,
  isAccessTokenRevoked,
  issueCode,
  redeem,
  refresh,
  type SignedInBrowser,
  signIn,
} from './steps.ts';

/** A random history is played to the store and to the model; every answer must agree, and so must the end. */
export function describeHistories(open: OpenStore, options: { readonly seed: number; readonly runs: number }): void {
  describe('random histories', () => {
    it(`T4 T5 R1 R2 agree with a model, ${options.runs} times (seed ${options.seed})`, () =>
      withStore(open, (scenario) =>
        fc.assert(
          fc.asyncProperty(modelHistories, async (history) => {
            const run = await beginRun(scenario);
            for (const step of history) await run.play(step);
            await run.compare();
          }),
          { seed: options.seed, numRuns: options.runs },
        ),
      ));
  });
}

interface Pair<Model, Real> {
  readonly model: Model;
  readonly real: Real;
}

const policy = {
  idleTtlMs: modelTimes.grantIdle * minuteMs,
  absoluteTtlMs: modelTimes.grantAbsolute * minuteMs,
};
const sessionPolicy = {
  idleTtlMs: modelTimes.sessionIdle * minuteMs,
  absoluteTtlMs: modelTimes.sessionAbsolute * minuteMs,
};
const accessTokenTtlMs = modelTimes.accessToken * minuteMs;
const passwordHash = '$argon2id$of-the-history';

/** People and clients of its own on a store that many runs share, which finds what leaks from one to another. */
async function beginRun(scenario: Scenario): Promise<{
  play(step: ModelStep): Promise<void>;
  compare(): Promise<void>;
}> {
  const model = new StoreModel();
  const clients = [0, 1].map(() => randomUUID() as ClientId);
  for (const client of clients) model.clients.add(client);
  await declareClients(scenario.store, clients, accessTokenTtlMs);
  const { seq: logStart } = (await scenario.store.readRevocationLog(0)).head;
  const people: Pair<ModelPerson, UserId>[] = [];
  for (let person = 0; person < 2; person += 1) {
    const model = { active: true, passwordVersion: firstPasswordVersion };
    people.push({ model, real: await createPerson(scenario.store, { passwordHash }) });
  }
  const browsers: (Pair<ModelSession, SignedInBrowser> | undefined)[] = [undefined, undefined, undefined];
  const grants: Pair<ModelGrant, IssuedGrant>[] = [];

  const select = <Item>(items: readonly Item[], index: number): Item | undefined => items[index % items.length];
  /** The token that an answer was given with, in the store and in the model. */
  const recordToken = (grant: ModelGrant, snapshot: GrantSnapshot): void => {
    const token = model.issueToken(grant, randomUUID());
    assert.equal(snapshot.rev - logStart, token.rev, 'rev');
  };

  const plays: { readonly [Step in ModelStep['step']]: (step: Extract<ModelStep, { step: Step }>) => Promise<void> } = {
    async advance({ minutes }) {
      scenario.advance(minutes * minuteMs);
      model.now += minutes;
    },
    async sign_in({ person: index, browser: slot, passwordsBack }) {
      const person = select(people, index);
      if (person === undefined) return;
      const previous = select(browsers, slot);
      const passwordVersion = Math.max(firstPasswordVersion, person.model.passwordVersion - passwordsBack);
      const expected = model.startSession(person.model, passwordVersion, previous?.model);
      const started = signIn(scenario.store, person.real, {
        ...sessionPolicy,
        passwordVersion,
        previousCookieHash: previous?.real.cookieHash,
      });
      if (expected === undefined) return assert.rejects(started, /not started/);
      const real = await started;
      const renewed = previous !== undefined && expected === previous.model;
      assert.equal(real.session.sessionId === previous?.real.session.sessionId, renewed, 'renewed in place');
      browsers[slot % browsers.length] = { model: expected, real };
    },
    async visit({ browser: slot }) {
      const browser = select(browsers, slot);
      if (browser === undefined) return;
      const expected = model.visit(browser.model);
      assert.equal((await scenario.store.findSessionByCookie(browser.real.cookieHash)) !== undefined, expected);
    },
    async begin_grant({ browser: slot, client: index, offline }) {
      const browser = select(browsers, slot);
      const client = select(clients, index);
      if (browser === undefined || client === undefined) return;
      const expected = model.beginGrant(browser.model, client, offline);
      if (expected === undefined) {
        const code = await issueCode(scenario.store, browser.real, { clientId: client });
        assert.equal((await redeem(scenario.store, code)).status, 'invalid');
        return;
      }
      const real = await beginGrant(scenario.store, browser.real, {
        clientId: client,
        refresh: { ...policy, offline },
      });
      assert.equal(real.rev - logStart, model.log.length);
      grants.push({ model: expected, real });
    },
    async refresh({ grant: index, back, times }) {
      const grant = select(grants, index);
      if (grant === undefined) return;
      const generation = Math.max(0, grant.model.generation - back);
      const answers = await Promise.all(
        Array.from({ length: times }, () =>
          refresh(scenario.store, grant.real, generation, {
            overlapMs: modelTimes.overlap * minuteMs,
            idleTtlMs: policy.idleTtlMs,
            accessTokenTtlMs,
          }),
        ),
      );
      // Calls in parallel are carried out one after the other, in some order: which one got which answer is open.
      const expected = answers.map(() => {
        const status = model.refresh(grant.model, generation);
        return { status, generation: grant.model.generation };
      });
      assert.deepEqual(answers.map((answer) => answer.status).sort(), expected.map(({ status }) => status).sort());
      for (const answer of answers) {
        if (answer.status !== 'rotated' && answer.status !== 'replayed') continue;
        assert.equal(answer.generation, grant.model.generation);
        recordToken(grant.model, answer.grant);
      }
    },
    async end_grant({ grant: index }) {
      const grant = select(grants, index);
      if (grant === undefined) return;
      const { grantNumber, handleHash, clientId } = grant.real;
      const expected = model.endGrant(grant.model) ? 'ended' : 'unknown';
      const presented = { grantNumber, handleHash, clientId, generation: 0, reason: 'revoked' };
      assert.equal(await scenario.store.endGrant(presented, here), expected);
    },
    async end_session({ browser: slot }) {
      const browser = select(browsers, slot);
      if (browser === undefined) return;
      const { sessionId, userId } = browser.real.session;
      const expected = model.endSession(browser.model) ? 'ended' : 'unknown';
      assert.equal(await scenario.store.endSession({ sessionId, userId, reason: 'signed_out' }, here), expected);
    },
    async end_sessions({ person: index, exceptBrowser }) {
      const person = select(people, index);
      if (person === undefined) return;
      const except = exceptBrowser === undefined ? undefined : select(browsers, exceptBrowser);
      const expected = model.endSessions(person.model, except?.model);
      const exceptSessionId = except?.real.session.sessionId;
      const request = { userId: person.real, exceptSessionId, reason: 'ended_all' };
      assert.equal(await scenario.store.endSessions(request, here), expected);
    },
    async change_password({ person: index, exceptBrowser }) {
      const person = select(people, index);
      if (person === undefined) return;
      const except = exceptBrowser === undefined ? undefined : select(browsers, exceptBrowser);
      const expected = model.changePassword(person.model, except?.model)
        ? { status: 'changed', passwordVersion: person.model.passwordVersion }
        : { status: 'outdated' };
      const exceptSessionId = except?.real.session.sessionId;
      const hashes = { verifiedHash: passwordHash, newHash: passwordHash };
      const request = { userId: person.real, ...hashes, exceptSessionId, reason: 'password_changed' };
      assert.deepEqual(await scenario.store.changePassword(request, here), expected);
    },
    async revoke_token({ grant: index, token: which }) {
      const grant = select(grants, index);
      const token = grant && select(grant.model.tokens, which);
      if (grant === undefined || token === undefined || token.expiresAt <= model.now) return;
      model.revokeToken(token);
      const { nowMs } = await scenario.store.vouchForClient(grant.real.clientId);
      const expiresAtMs = nowMs + (token.expiresAt - model.now) * minuteMs;
      await scenario.store.revokeAccessToken({ jti: token.jti, expiresAtMs, clientId: grant.real.clientId }, here);
    },
    async deactivate({ person: index }) {
      const person = select(people, index);
      if (person === undefined) return;
      const expected = model.deactivate(person.model) ? 'deactivated' : 'unknown';
      assert.equal(await scenario.store.deactivateUser(person.real, here), expected);
    },
    async toggle_client({ client: index }) {
      const client = select(clients, index);
      if (client === undefined) return;
      if (model.clients.has(client)) model.removeClient(client);
      else model.clients.add(client);
      await declareClients(
        scenario.store,
        clients.filter((one) => model.clients.has(one)),
        accessTokenTtlMs,
      );
    },
    async reopen() {
      await scenario.reopen(0);
    },
  };

  return {
    play: (step) => plays[step.step](step as never),
    async compare() {
      const { store } = scenario;
      assert.equal((await store.readRevocationLog(0)).head.seq - logStart, model.log.length, 'length of the log');
      for (const browser of browsers) {
        if (browser === undefined) continue;
        const live = model.isLive(browser.model);
        assert.equal((await store.findSession(browser.real.session.sessionId)) !== undefined, live, 'live session');
      }
      for (const person of people) {
        const standing = model.sessions.filter((one) => one.person === person.model && model.isStanding(one));
        const listed = await store.listSessions(person.real);
        assert.equal(listed.length, standing.length, 'sessions listed');
        const usable = grants.filter((one) => one.model.session.person === person.model && model.isUsable(one.model));
        assert.deepEqual(
          listed.flatMap((session) => session.grants.map((grant) => grant.grantId)).sort(),
          usable.map((one) => one.real.grantId).sort(),
          'grants listed',
        );
      }
      for (const grant of grants) {
        const { grantNumber, handleHash } = grant.real;
        const { generation } = grant.model;
        const found = await store.findLiveRefreshToken({ grantNumber, handleHash, generation });
        assert.equal(found !== undefined, model.isRefreshable(grant.model), 'live refresh token');
        for (const { jti, rev, expiresAt } of grant.model.tokens) {
          if (expiresAt <= model.now) continue;
          const revoked = await isAccessTokenRevoked(store, grant.real, { jti, rev: rev + logStart });
          assert.equal(revoked, model.isRevoked(grant.model, { jti, rev, expiresAt }), 'access token revoked');
        }
      }
    },
  };
}
