import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { IntrospectionVerdict, Introspector } from '../../src/introspection/index.ts';
import type { Freshness, StalePolicy } from '../../src/revocation-view.ts';
import { describeDecision } from '../kit/describe-decision.ts';
import { openStandardsIssuer, type StandardsIssuer } from '../kit/standards-issuer.ts';
import { bearer, openTestGuard } from '../kit/test-guard.ts';

const unavailable = 'revocations_unavailable by not-revoked';
const known = (ageMs: number): Freshness => ({ state: 'known', ageMs });

describe('V6 a route whose revocation log is not known well enough', () => {
  let issuer: StandardsIssuer;

  before(async () => {
    issuer = await openStandardsIssuer();
    issuer.addKey();
  });
  after(() => issuer.close());

  /** What is decided on a good token, and how often the authority was asked. */
  async function judge(
    stale: StalePolicy,
    freshness: Freshness,
    verdict: IntrospectionVerdict = { status: 'active' },
    recalled?: IntrospectionVerdict,
  ): Promise<[string, number]> {
    let asked = 0;
    const introspector: Introspector = {
      recall: () => recalled,
      async introspect() {
        asked += 1;
        return verdict;
      },
    };
    const { guard, revocations } = openTestGuard(issuer.issuer, {}, introspector);
    await guard.ready();
    revocations.freshnessNow = freshness;
    const decision = await guard.decide(bearer(issuer.issue()), guard.route({ stale }));
    return [describeDecision(decision), asked];
  }

  it('introspect: asks the authority, and believes it', async () => {
    const stale: StalePolicy = { onStale: 'introspect', maxStaleSeconds: 5 };
    assert.deepEqual(await judge(stale, known(5000)), ['allowed', 0]);
    assert.deepEqual(await judge(stale, known(5001)), ['allowed', 1]);
    assert.deepEqual(await judge(stale, { state: 'loading' }), ['allowed', 1]);
    assert.deepEqual(await judge(stale, { state: 'absent' }), ['allowed', 1]);
    assert.deepEqual(await judge(stale, known(5001), { status: 'inactive' }), ['revoked by not-revoked', 1]);
    assert.deepEqual(await judge(stale, known(5001), { status: 'unavailable', retryAfterSeconds: 2 }), [
      unavailable,
      1,
    ]);
  });

  it('introspect: an answer in memory is used without a promise', async () => {
    const stale: StalePolicy = { onStale: 'introspect', maxStaleSeconds: 5 };
    assert.deepEqual(await judge(stale, known(5001), { status: 'inactive' }, { status: 'active' }), ['allowed', 0]);
    assert.deepEqual(await judge(stale, known(5001), { status: 'active' }, { status: 'inactive' }), [
      'revoked by not-revoked',
      0,
    ]);
  });

  it('refuse: answers 503', async () => {
    const stale: StalePolicy = { onStale: 'refuse', maxStaleSeconds: 5 };
    assert.deepEqual(await judge(stale, known(5000)), ['allowed', 0]);
    for (const freshness of [known(5001), { state: 'loading' }, { state: 'absent' }] satisfies Freshness[]) {
      assert.deepEqual(await judge(stale, freshness), [unavailable, 0]);
    }
  });

  it('accept: goes on up to the hard maximum, and never with a log it has not seen', async () => {
    const stale: StalePolicy = { onStale: 'accept', maxStaleSeconds: 5, hardMaxStaleSeconds: 60 };
    assert.deepEqual(await judge(stale, known(60_000)), ['allowed', 0]);
    for (const freshness of [known(60_001), { state: 'loading' }, { state: 'absent' }] satisfies Freshness[]) {
      assert.deepEqual(await judge(stale, freshness), [unavailable, 0]);
    }
  });

  it('refuses what is known to be revoked all the same, however old the log', async () => {
    const { guard, revocations } = openTestGuard(issuer.issuer);
    await guard.ready();
    revocations.freshnessNow = known(1_000_000);
    revocations.revoke('session-1');
    const decision = guard.decide(bearer(issuer.issue({ sid: 'session-1' })));
    assert.equal(describeDecision(decision), 'revoked by not-revoked');
  });

  it('V5 asks the authority about no token whose signature or claims do not hold', async () => {
    let asked = 0;
    const introspector: Introspector = {
      recall: () => undefined,
      async introspect() {
        asked += 1;
        return { status: 'active' };
      },
    };
    const { guard, revocations } = openTestGuard(issuer.issuer, {}, introspector);
    await guard.ready();
    revocations.freshnessNow = { state: 'loading' };
    const good = issuer.issue();
    for (const token of [
      `${good.slice(0, -8)}AAAAAAAA`,
      issuer.issue({ aud: 'x' }),
      issuer.issue({ exp: 2, iat: 1 }),
    ]) {
      assert.equal((await guard.decide(bearer(token))).allowed, false);
    }
    assert.equal((await guard.decide(bearer(good), guard.route({ scope: 'orders:write' }))).allowed, false);
    assert.equal(asked, 0);
  });
});
