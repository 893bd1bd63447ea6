import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { ruleOrder } from '../src/rules/table.ts';
import { createIssuerKey, openStandardsIssuer, type StandardsIssuer } from './kit/standards-issuer.ts';
import { openTestGuard, type TestGuard } from './kit/test-guard.ts';

describe('explaining a decision', () => {
  let issuer: StandardsIssuer;
  let test: TestGuard;

  before(async () => {
    issuer = await openStandardsIssuer();
    issuer.addKey('key-1');
  });
  after(() => issuer.close());
  beforeEach(() => {
    test = openTestGuard(issuer.issuer);
  });

  it('says that all rules are satisfied', async () => {
    const explanation = await test.guard.explain(issuer.issue());
    assert.equal(explanation.allowed, true);
    assert.deepEqual(
      explanation.satisfied,
      ruleOrder.map(({ name }) => name),
    );
  });

  it('names the rule that decided, what it demands, what it saw and what to do', async () => {
    const iat = Math.floor(test.clock.nowMs() / 1000) - 300;
    const { rule, code, status, satisfied, sentence } = await test.guard.explain(issuer.issue({ iat, exp: iat + 240 }));
    assert.deepEqual({ rule, code, status }, { rule: 'not-expired', code: 'expired', status: 401 });
    assert.equal(satisfied.at(-1), 'audience');
    assert.match(
      sentence,
      /^Refused by the rule not-expired, which demands exp lies ahead, give or take the leeway\. What it saw: it expired 6\d s ago\. Answer: 401 expired\. Get a new/,
    );
  });

  it('goes by the route', async () => {
    const route = test.guard.route({ scope: 'orders:write' });
    assert.match((await test.guard.explain(issuer.issue(), route)).sentence, /rule scope,.*it lacks orders:write/);
  });

  it('repeats neither the token nor anything it says, whatever decides', async () => {
    const marker = 'told-in-confidence';
    const claims = {
      sub: marker,
      tenant: marker,
      jti: marker,
      scope: marker,
      sid: marker,
      client_id: marker,
      acr: marker,
    };
    const forms: readonly (readonly [Record<string, unknown>, Record<string, unknown>])[] = [
      ...([
        [{}, {}],
        [{ iss: marker }, {}],
        [{ aud: marker }, {}],
        [{ exp: 1_000_000_000, iat: 1 }, {}],
      ] as const),
      ...([
        [{ iat: 9_000_000_000, exp: 9_000_000_001 }, {}],
        [{ exp: marker }, {}],
        [{ nbf: 9_000_000_000 }, {}],
      ] as const),
      ...([
        [{}, { typ: marker }],
        [{}, { kid: marker }],
        [{}, { crit: [marker] }],
      ] as const),
    ];
    for (const [more, header] of forms) {
      const token = issuer.issue({ ...claims, ...more }, header);
      for (const options of [{}, { scope: 'a' }, { permission: 'p' }, { acrValues: ['mfa'] }]) {
        const text = JSON.stringify(await test.guard.explain(token, test.guard.route(options)));
        assert.doesNotMatch(text, new RegExp(marker));
        for (const part of token.split('.')) assert.ok(!text.includes(part));
      }
    }
    const forged = issuer.issue({}, { kid: 'key-1' }, createIssuerKey('thief'));
    assert.match((await test.guard.explain(forged)).sentence, /rule signed/);
    assert.match((await test.guard.explain('rubbish \n')).sentence, /rule one-token/);
  });
});
