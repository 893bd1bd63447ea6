import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createIssuerKeys } from '../src/issuer-keys.ts';
import { createIssuerKey, openStandardsIssuer, type StandardsIssuer } from './kit/standards-issuer.ts';

/** Made once: RSA keys take a while to make. */
const [key, next] = [createIssuerKey('key-1'), createIssuerKey('key-2')];

describe('the keys of an issuer on their own', () => {
  let issuer: StandardsIssuer;
  let nowMs: number;
  let warnings: string[];

  beforeEach(async () => {
    issuer = await openStandardsIssuer();
    issuer.published = [key.jwk];
    [nowMs, warnings] = [0, []];
  });
  afterEach(() => issuer.close());

  function open() {
    return createIssuerKeys({
      issuer: issuer.issuer,
      clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
      onWarning: (message) => warnings.push(message),
    });
  }

  it('are fetched when first asked for, and once for many', async () => {
    const keys = open();
    assert.equal(issuer.requests.size, 0);
    const lookups = await Promise.all([1, 2, 3].map(() => keys.find('key-1', 'RS256')));
    for (const lookup of lookups) {
      assert.ok(lookup.status === 'found');
      assert.equal(lookup.key.kid, 'key-1');
      assert.ok(lookup.key.publicKey.equals(key.publicKey));
    }
    assert.equal(issuer.requests.get('/keys'), 1);
  });

  it('have one algorithm each, and no key of another name', async () => {
    const keys = open();
    assert.deepEqual(await keys.find('key-1', 'ES256'), { status: 'unknown' });
    assert.deepEqual(await keys.find('key-2', 'RS256'), { status: 'unknown' });
  });

  it('are fetched anew for an unknown one, once in ten seconds however many are named', async () => {
    const keys = open();
    await keys.find('key-1', 'RS256');
    issuer.published = [key.jwk, next.jwk];
    assert.equal((await keys.find('key-2', 'RS256')).status, 'found');
    for (let index = 0; index < 20; index += 1) await keys.find(`made-up-${index}`, 'RS256');
    assert.equal(issuer.requests.get('/keys'), 2);
    nowMs += 10_000;
    await keys.find('made-up', 'RS256');
    assert.equal(issuer.requests.get('/keys'), 3);
  });

  it('are unavailable while the issuer does not answer, which is not the same as unknown', async () => {
    const keys = open();
    issuer.overrides.set('/keys', (response) => response.writeHead(500).end());
    assert.deepEqual(await keys.find('key-1', 'RS256'), { status: 'unavailable', retryAfterSeconds: 10 });
    assert.match(warnings[0] ?? '', /^The keys of http.* are not available: GET .* answered 500/);
    issuer.overrides.clear();
    nowMs += 10_000;
    assert.equal((await keys.find('key-1', 'RS256')).status, 'found');
  });

  it('warn through the process unless told otherwise', async () => {
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    issuer.overrides.set('/keys', (response) => response.writeHead(500).end());
    await createIssuerKeys({ issuer: issuer.issuer }).find('key-1', 'RS256');
    assert.equal((await warned).name, 'LatchkeyWarning');
  });

  it('refuse an issuer on plain http elsewhere, and patience without end', () => {
    const refusal = { name: 'GuardError', code: 'invalid_option' };
    assert.throws(() => createIssuerKeys({ issuer: 'http://id.example.com' }), refusal);
    assert.throws(() => createIssuerKeys({ issuer: 'https://id.example.com?x' }), refusal);
    assert.throws(() => createIssuerKeys({ issuer: 'https://id.example.com', fetchTimeoutMs: 60_001 }), refusal);
  });
});
