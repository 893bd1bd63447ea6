import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { pollFor } from '@latchkey/testing/poll';
import type { GuardOptions } from '../../src/options.ts';
import { describeDecision } from '../kit/describe-decision.ts';
import { createIssuerKey, openStandardsIssuer, type StandardsIssuer } from '../kit/standards-issuer.ts';
import { bearer, openTestGuard, type TestGuard } from '../kit/test-guard.ts';

const metadataPath = '/.well-known/openid-configuration';
const authorizationServerPath = '/.well-known/oauth-authorization-server';
const unavailable = 'keys_unavailable by known-key';

/** Made once: RSA keys take a while to make. */
const [key, next, thief] = [createIssuerKey('key-1'), createIssuerKey('key-2'), createIssuerKey('thief')];

describe('the keys of an issuer', () => {
  let issuer: StandardsIssuer;
  let test: TestGuard;

  beforeEach(async () => {
    issuer = await openStandardsIssuer();
    issuer.published = [key.jwk];
    test = openTestGuard(issuer.issuer);
  });
  afterEach(() => issuer.close());

  async function judge(token = issuer.issue({}, {}, key)): Promise<string> {
    return describeDecision(await test.guard.decide(bearer(token)));
  }

  function countFetches(): number {
    return issuer.requests.get('/keys') ?? 0;
  }

  /** Let time pass for the keys while tokens stay good: requests in between would keep fetching. */
  function breakKeys(): void {
    issuer.overrides.set('/keys', (response) => response.writeHead(500).end());
  }

  async function waitForFetches(count: number): Promise<void> {
    await pollFor(`fetch number ${count}`, () => countFetches() >= count);
    assert.equal(countFetches(), count);
  }

  it('are found by RFC 8414 metadata first, then by OpenID Connect discovery', async () => {
    assert.equal(await judge(), 'allowed');
    assert.equal(issuer.requests.get(authorizationServerPath), 1);
    assert.equal(issuer.requests.get(metadataPath), 1);
    issuer.overrides.set(authorizationServerPath, (response) =>
      response.end(JSON.stringify({ issuer: issuer.issuer, jwks_uri: `${issuer.issuer}/keys` })),
    );
    test = openTestGuard(issuer.issuer);
    assert.equal(await judge(), 'allowed');
    assert.equal(issuer.requests.get(metadataPath), 1);
  });

  it('are not taken from metadata that names another issuer', async () => {
    issuer.metadata = { issuer: `${issuer.issuer}/` };
    assert.equal(await judge(), unavailable);
    assert.equal(countFetches(), 0);
    assert.match(test.warnings.join(), /does not name the issuer/);
  });

  it('H1 are not fetched in the clear over a network', async () => {
    for (const address of ['http://id.example.com/keys', 'ftp://127.0.0.1/keys', '/keys', 7]) {
      issuer.metadata = { jwks_uri: address };
      test = openTestGuard(issuer.issuer);
      assert.equal(await judge(), unavailable, String(address));
      assert.match(test.warnings.join(), /has no jwks_uri that is https/);
    }
  });

  it('are not followed to where a redirect points', async () => {
    issuer.overrides.set('/keys', (response) => response.writeHead(302, { location: '/elsewhere' }).end());
    issuer.overrides.set('/elsewhere', (response) => response.end(JSON.stringify({ keys: issuer.published })));
    assert.equal(await judge(), unavailable);
    assert.equal(issuer.requests.get('/elsewhere'), undefined);
  });

  it('are fetched once, however many requests wait for them', async () => {
    const decisions = Array.from({ length: 50 }, () => test.guard.decide(bearer(issuer.issue({}, {}, key))));
    for (const decision of await Promise.all(decisions)) assert.equal(describeDecision(decision), 'allowed');
    assert.equal(countFetches(), 1);
  });

  /** How long is waited for what does not come; much longer than what comes takes. */
  const impatient = { fetchTimeoutMs: 3_000 };
  for (const [fault, override, options = {}] of [
    ['an error', (response) => response.writeHead(500).end()],
    ['nothing', () => {}, impatient],
    ['half an answer', (response) => response.writeHead(200).write('{"keys":['), impatient],
    ['garbage', (response) => response.end('<html>not here</html>')],
    ['no key set', (response) => response.end('{"keys":{}}')],
    ['duplicate members', (response) => response.end('{"keys":[],"keys":[]}')],
    ['only keys of no use', (response) => response.end('{"keys":[{"kty":"oct","kid":"a","k":"c2VjcmV0"}]}')],
    [
      'more than anybody needs',
      (response) => response.end(JSON.stringify({ keys: [key.jwk], padding: 'x'.repeat(300_000) })),
    ],
  ] satisfies [string, Parameters<StandardsIssuer['overrides']['set']>[1], Partial<GuardOptions>?][]) {
    it(`answer 503 and never 401 when the issuer sends ${fault}, and mend by themselves`, async () => {
      test = openTestGuard(issuer.issuer, options);
      issuer.overrides.set('/keys', override);
      const decision = await test.guard.decide(bearer(issuer.issue({}, {}, key)));
      assert.equal(describeDecision(decision), unavailable);
      assert.ok(!decision.allowed && decision.problem.retryAfterSeconds === 10);
      assert.equal(await judge(issuer.issue({}, {}, key)), unavailable);
      assert.equal(countFetches(), 1, 'a request during the cool-down fetched again');
      issuer.overrides.delete('/keys');
      test.clock.advance(10_000);
      assert.equal(await judge(), 'allowed');
    });
  }

  it('answer 503 when the issuer cannot be reached', async () => {
    await issuer.close();
    assert.equal(await judge(), unavailable);
    issuer = await openStandardsIssuer();
  });

  it('K2 are fetched for a new kid, so that a rotation fails nobody', async () => {
    assert.equal(await judge(), 'allowed');
    issuer.published.push(next.jwk);
    assert.equal(await judge(issuer.issue({}, {}, next)), 'allowed');
    assert.equal(await judge(), 'allowed');
    assert.equal(countFetches(), 2);
  });

  it('V5 are fetched once per cool-down, however many unknown kids are sent', async () => {
    assert.equal(await judge(), 'allowed');
    for (let round = 1; round <= 3; round += 1) {
      const flood = Array.from({ length: 200 }, (_, at) =>
        test.guard.decide(bearer(issuer.issue({}, { kid: `unknown-${at}` }, thief))),
      );
      for (const decision of await Promise.all(flood)) {
        assert.equal(describeDecision(decision), 'invalid_token by known-key');
      }
      // One after the other as well: those above shared a fetch that was under way.
      for (let at = 0; at < 3; at += 1) {
        const token = issuer.issue({}, { kid: `late-${at}` }, thief);
        assert.equal(await judge(token), 'invalid_token by known-key');
      }
      assert.equal(await judge(), 'allowed');
      assert.equal(countFetches(), 1 + round);
      test.clock.advance(10_000);
    }
  });

  it('are not said to be unknown when the issuer could not be asked', async () => {
    assert.equal(await judge(), 'allowed');
    breakKeys();
    issuer.published.push(next.jwk);
    assert.equal(await judge(issuer.issue({}, {}, next)), unavailable);
    assert.equal(await judge(issuer.issue({}, {}, next)), unavailable);
    assert.equal(await judge(), 'allowed');
    assert.equal(countFetches(), 2);
  });

  it('are fetched ahead of their end, behind the back of the request that is due', async () => {
    assert.equal(await judge(), 'allowed');
    test.clock.advance(224_000);
    assert.equal(await judge(), 'allowed');
    assert.equal(countFetches(), 1);
    test.clock.advance(2_000);
    const decision = test.guard.decide(bearer(issuer.issue({}, {}, key)));
    assert.equal(describeDecision(decision), 'allowed');
    await waitForFetches(2);
  });

  it('keep to the max-age of the issuer, within bounds', async () => {
    issuer.cacheControl = 'public, max-age=60';
    assert.equal(await judge(), 'allowed');
    test.clock.advance(46_000);
    assert.equal(await judge(), 'allowed');
    await waitForFetches(2);
    issuer.cacheControl = 'no-store';
    test = openTestGuard(issuer.issuer);
    assert.equal(await judge(), 'allowed');
    test.clock.advance(22_000);
    assert.equal(await judge(), 'allowed');
    assert.equal(countFetches(), 3);
    test.clock.advance(1_000);
    assert.equal(await judge(), 'allowed');
    await waitForFetches(4);
  });

  it('serve on while the issuer fails, without asking it at every request, and not for ever', async () => {
    test = openTestGuard(issuer.issuer, { maxTokenLifetimeSeconds: 31 * 86_400 });
    const token = issuer.issue({ exp: Math.floor(Date.now() / 1000) + 10 * 86_400 }, {}, key);
    assert.equal(await judge(token), 'allowed');
    breakKeys();
    test.clock.advance(301_000);
    assert.equal(await judge(token), 'allowed');
    assert.equal(await judge(token), 'allowed');
    assert.equal(countFetches(), 2);
    test.clock.advance(86_400_000 - 302_000);
    assert.equal(await judge(token), 'allowed');
    await waitForFetches(3);
    test.clock.advance(1_000);
    assert.equal(await judge(token), unavailable, 'a key served longer than keyMaxStaleSeconds');
  });

  it('stop counting when they leave the set, also for tokens in the cache', async () => {
    const token = issuer.issue({}, {}, key);
    assert.equal(await judge(token), 'allowed');
    issuer.published = [next.jwk];
    assert.equal(await judge(token), 'allowed');
    assert.equal(await judge(issuer.issue({}, {}, next)), 'allowed');
    assert.equal(await judge(token), 'invalid_token by known-key');
  });

  it('stop counting at the end of their time when nobody asked in between, also for tokens in the cache', async () => {
    const token = issuer.issue({}, {}, key);
    assert.equal(await judge(token), 'allowed');
    issuer.published = [next.jwk];
    test.clock.advance(300_000);
    // Expired by then as well; the leeway of the expiry is not what this is about.
    assert.equal(
      await judge(issuer.issue({ exp: Math.floor(Date.now() / 1000) + 900 }, {}, key)),
      'invalid_token by known-key',
    );
    assert.equal(await judge(token), 'invalid_token by known-key');
  });

  it('of the same name are told apart: what another key verified is verified anew', async () => {
    const token = issuer.issue({}, {}, key);
    assert.equal(await judge(token), 'allowed');
    issuer.published = [{ ...thief.jwk, kid: 'key-1' }, next.jwk];
    assert.equal(await judge(issuer.issue({}, {}, next)), 'allowed');
    assert.equal(await judge(token), 'invalid_token by signed');
  });

  it('are looked for where the metadata says after a failure: they may have moved', async () => {
    assert.equal(await judge(), 'allowed');
    breakKeys();
    issuer.metadata = { jwks_uri: `${issuer.issuer}/moved` };
    issuer.overrides.set('/moved', (response) => response.end(JSON.stringify({ keys: issuer.published })));
    issuer.published.push(next.jwk);
    assert.equal(await judge(issuer.issue({}, {}, next)), unavailable);
    test.clock.advance(10_000);
    assert.equal(await judge(issuer.issue({}, {}, next)), 'allowed');
  });
});
