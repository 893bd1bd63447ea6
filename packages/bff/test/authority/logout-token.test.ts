import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createIssuerKeys } from '@latchkey/guard/issuer-keys';
import { createLogoutTokenVerifier, logoutEvent, type VerifyLogoutToken } from '../../src/authority/logout-token.ts';
import { createForeignKey, type LogoutIssuer, openLogoutIssuer } from '../kit/logout-issuer.ts';

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

describe('a logout token', () => {
  let issuer: LogoutIssuer;
  let verify: VerifyLogoutToken;

  before(async () => {
    issuer = await openLogoutIssuer();
    verify = createVerifier(issuer.issuer);
  });
  after(() => issuer.close());

  function createVerifier(name: string): VerifyLogoutToken {
    const keys = createIssuerKeys({ issuer: name, onWarning: () => {} });
    return createLogoutTokenVerifier({ issuer: name, clientId: 'app', keys, nowMs: () => Date.now() });
  }

  async function judge(token: string): Promise<string> {
    const result = await verify(token);
    return result.status === 'refused' ? result.reason : result.status;
  }

  it('says whose sessions are over, and how long it stays good', async () => {
    const token = issuer.sign({ jti: 'one', iat: nowSeconds() - 20 });
    const result = await verify(token);
    assert.ok(result.status === 'valid');
    const { sid, sub, acceptedForMs, tokenDigest } = result.target;
    assert.deepEqual([sid, sub], ['sid-1', 'ada']);
    assert.ok(acceptedForMs > 95_000 && acceptedForMs <= 100_000, String(acceptedForMs));
    assert.match(tokenDigest, /^[\w-]{43}$/);
    const [again, other] = [await verify(issuer.sign({ jti: 'one' })), await verify(issuer.sign({ jti: 'two' }))];
    assert.equal(again.status === 'valid' && again.target.tokenDigest, tokenDigest);
    assert.notEqual(other.status === 'valid' && other.target.tokenDigest, tokenDigest);
  });

  it('is good with sid or sub alone, and for several clients', async () => {
    assert.equal(await judge(issuer.sign({ sid: undefined })), 'valid');
    assert.equal(await judge(issuer.sign({ sub: undefined })), 'valid');
    assert.equal(await judge(issuer.sign({ aud: ['other', 'app'] })), 'valid');
    assert.equal(await judge(issuer.sign({ iat: nowSeconds() + 5 })), 'valid');
  });

  const claims: readonly (readonly [string, () => object, string])[] = [
    ['of another issuer', () => ({ iss: 'https://evil.example' }), 'iss'],
    ['for another client', () => ({ aud: 'other' }), 'aud'],
    ['for other clients', () => ({ aud: ['other'] }), 'aud'],
    ['for nobody', () => ({ aud: undefined }), 'aud'],
    ['issued two minutes ago', () => ({ iat: nowSeconds() - 125, exp: nowSeconds() + 60 }), 'iat'],
    ['issued in the future', () => ({ iat: nowSeconds() + 15 }), 'iat'],
    ['without iat', () => ({ iat: undefined }), 'iat'],
    ['that has expired', () => ({ exp: nowSeconds() - 15 }), 'exp'],
    ['without exp', () => ({ exp: undefined }), 'exp'],
    ['without events', () => ({ events: undefined }), 'events'],
    ['with another event', () => ({ events: { 'https://other.example': {} } }), 'events'],
    ['whose event is no object', () => ({ events: { [logoutEvent]: true } }), 'events'],
    ['whose event is a list', () => ({ events: { [logoutEvent]: [] } }), 'events'],
    ['without sid and sub', () => ({ sid: undefined, sub: undefined }), 'sid'],
    ['with a sid that is no text', () => ({ sid: 5 }), 'sid'],
    ['with an empty sub', () => ({ sub: '' }), 'sid'],
    ['with a nonce', () => ({ nonce: 'n' }), 'nonce'],
    ['without jti', () => ({ jti: undefined }), 'jti'],
    ['with an empty jti', () => ({ jti: '' }), 'jti'],
  ];
  for (const [what, bent, reason] of claims) {
    it(`B3 is refused ${what}`, async () => assert.equal(await judge(issuer.sign(bent())), reason));
  }

  it('B3 is refused as an ID token or access token, by its type', async () => {
    for (const typ of ['JWT', 'at+jwt', 'secevent+jwt']) assert.equal(await judge(issuer.sign({}, { typ })), 'typ');
  });

  it('B3 is refused with the signature of another, or none', async () => {
    assert.equal(await judge(issuer.sign({}, {}, createForeignKey())), 'signature');
    const [head, body] = issuer.sign().split('.');
    assert.equal(await judge(`${head}.${body}.`), 'malformed');
    assert.equal(await judge(issuer.sign({}, { alg: 'none' })), 'alg');
    assert.equal(await judge(issuer.sign({}, { kid: 'unknown' })), 'key');
    assert.equal(await judge('garbage'), 'malformed');
  });

  it('cannot be judged while the keys cannot be fetched, which is no refusal', async () => {
    const broken = await openLogoutIssuer();
    broken.isBroken = true;
    const result = await createVerifier(broken.issuer)(broken.sign());
    assert.equal(result.status, 'unavailable');
    assert.ok(result.status === 'unavailable' && result.retryAfterSeconds >= 1);
    await broken.close();
  });
});
