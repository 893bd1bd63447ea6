import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { describeDecision } from './kit/describe-decision.ts';
import {
  createIssuerKey,
  decodePart,
  encodePart,
  type IssuerKey,
  openStandardsIssuer,
  type StandardsIssuer,
  signToken,
  signTokenWithPublicKey,
} from './kit/standards-issuer.ts';
import { bearer, openTestGuard, type TestGuard } from './kit/test-guard.ts';

const form = 'invalid_token by well-formed';

describe('V2 a guard before forged and malformed tokens', () => {
  let issuer: StandardsIssuer;
  let key: IssuerKey;
  let test: TestGuard;

  before(async () => {
    issuer = await openStandardsIssuer();
    key = issuer.addKey('key-1');
  });
  after(() => issuer.close());
  beforeEach(async () => {
    test = openTestGuard(issuer.issuer);
    await test.guard.ready();
  });

  async function judge(token: string): Promise<string> {
    return describeDecision(await test.guard.decide(bearer(token)));
  }

  it('refuses alg none, in every case, with and without a signature', async () => {
    const [, claims, signature] = issuer.issue().split('.');
    for (const alg of ['none', 'None', 'NONE']) {
      const header = encodePart({ typ: 'at+jwt', alg, kid: 'key-1' });
      assert.equal(await judge(`${header}.${claims}.`), form);
      assert.equal(await judge(`${header}.${claims}.${signature}`), 'invalid_token by known-key');
    }
  });

  it('refuses an HMAC whose secret is the public key', async () => {
    const claims = decodePart(issuer.issue(), 1);
    const token = signTokenWithPublicKey({ typ: 'at+jwt', alg: 'HS256', kid: 'key-1' }, claims, key);
    assert.equal(await judge(token), 'invalid_token by known-key');
  });

  it('refuses another algorithm than the one of the key, though the key could do it', async () => {
    assert.equal(await judge(issuer.issue({}, { alg: 'PS256' })), 'invalid_token by known-key');
  });

  it('refuses a key in the token or a link to one, though the token is signed with it', async () => {
    const thief = createIssuerKey('thief');
    const { jwk } = thief;
    for (const header of [
      { jwk },
      { jku: 'https://evil.example/keys' },
      { x5u: 'https://evil.example' },
      { x5c: [] },
    ]) {
      assert.equal(await judge(issuer.issue({}, { ...header, kid: 'key-1' }, thief)), form);
      assert.equal(await judge(issuer.issue({}, header)), form);
    }
  });

  it('refuses a signature by another key under the name of a good one', async () => {
    const token = issuer.issue({}, { kid: 'key-1' }, createIssuerKey('thief'));
    assert.equal(await judge(token), 'invalid_token by signed');
  });

  it('refuses ID tokens and whatever else is not an access token', async () => {
    for (const typ of ['JWT', 'jwt', 'id_token+jwt', 'logout+jwt', 'at+jwt+more', 'text/at+jwt', undefined]) {
      assert.equal(await judge(issuer.issue({}, { typ })), form, String(typ));
    }
    for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt']) {
      assert.equal(await judge(issuer.issue({}, { typ })), 'allowed', typ);
    }
  });

  it('refuses unknown extensions', async () => {
    assert.equal(await judge(issuer.issue({}, { crit: ['exp'] })), form);
    assert.equal(await judge(issuer.issue({}, { crit: [] })), form);
    assert.equal(await judge(issuer.issue({}, { b64: false })), form);
  });

  it('refuses duplicate members, though they are signed', async () => {
    const header = { typ: 'at+jwt', alg: 'RS256', kid: 'key-1' };
    const claims = JSON.stringify(decodePart(issuer.issue(), 1));
    assert.equal(await judge(signToken(header, claims, key)), 'allowed');
    assert.equal(await judge(signToken(header, claims.replace('{', '{"sub":"person-2",'), key)), form);
    assert.equal(await judge(signToken(JSON.stringify(header).replace('{', '{"kid":"key-2",'), claims, key)), form);
  });

  it('refuses a token longer than the limit', async () => {
    const long = issuer.issue({ padding: 'x'.repeat(8192) });
    assert.equal(await judge(long), form);
    test = openTestGuard(issuer.issuer, { maxTokenBytes: 65_536 });
    await test.guard.ready();
    assert.equal(await judge(long), 'allowed');
  });

  it('refuses every other spelling of a good token, also when the good one is in the cache', async () => {
    const token = issuer.issue();
    assert.equal(await judge(token), 'allowed');
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(token.slice(-1));
    // 256 bytes end with four spare bits in the last character.
    for (let spare = 1; spare < 16; spare += 1) {
      assert.equal(await judge(token.slice(0, -1) + alphabet[last ^ spare]), form);
    }
    assert.equal(await judge(`${token}=`), form);
    assert.equal(await judge(`${token}.`), form);
  });

  it('refuses other claims before the signature of a cached token', async () => {
    const token = issuer.issue();
    assert.equal(await judge(token), 'allowed');
    const [header, , signature] = token.split('.');
    const claims = encodePart({ ...decodePart(token, 1), sub: 'administrator' });
    assert.equal(await judge(`${header}.${claims}.${signature}`), 'invalid_token by signed');
  });

  it('answers every fault of a token with the same words', async () => {
    const faults = [
      issuer.issue({}, { typ: 'JWT' }),
      issuer.issue({}, { alg: 'PS256' }),
      issuer.issue({}, { kid: 'key-1' }, createIssuerKey('thief')),
      issuer.issue({ iss: 'https://evil.example' }),
      issuer.issue({ aud: 'https://other.example.com' }),
      issuer.issue({ sub: undefined }),
      'not-a-token',
    ];
    const answers = await Promise.all(
      faults.map(async (token) => {
        const decision = await test.guard.decide(bearer(token));
        assert.ok(!decision.allowed);
        return JSON.stringify(test.guard.answer(decision.problem));
      }),
    );
    assert.equal(new Set(answers).size, 1);
  });
});
