import assert from 'node:assert/strict';
import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import type { JwsAlgorithm, VerificationKey } from '@latchkey/tokens/jws/algorithms';
import { signJws } from '@latchkey/tokens/jws/sign';
import {
  isJwsOfType,
  isJwsSignedBy,
  type ParsedJws,
  parseJws,
  type VerifyJwsResult,
  verifyJws,
} from '@latchkey/tokens/jws/verify';
import fc from 'fast-check';
import { createSignature } from '../../src/jws/signature.ts';
import { algorithms, signingKeys, verificationKeys } from './keys.ts';

const keysByKid = new Map(Object.values(verificationKeys).map((key) => [key.kid, key]));

function verifyAs(typ: string, token: string): VerifyJwsResult {
  return verifyJws(token, { typ, findKey: (kid) => keysByKid.get(kid) });
}

function verify(token: string): VerifyJwsResult {
  return verifyAs('at+jwt', token);
}

/** Sign any header, including ones signJws would not make. */
function signHeader(header: object, alg: JwsAlgorithm): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode(header)}.${encode({ sub: 'a' })}`;
  return `${input}.${Buffer.from(createSignature(signingKeys[alg], Buffer.from(input))).toString('base64url')}`;
}

describe('verifyJws', () => {
  for (const alg of algorithms) {
    it(`V2 refuses an ${alg} token with any one bit of its text or signature flipped`, () => {
      const token = signJws({ typ: 'at+jwt' }, { sub: 'somebody', exp: 1 }, signingKeys[alg]);
      assert.ok(verify(token).ok);
      fc.assert(
        fc.property(fc.nat({ max: token.length - 1 }), fc.nat({ max: 7 }), (index, bit) => {
          const flipped = Buffer.from(token, 'latin1');
          flipped[index] = flipped[index]! ^ (1 << bit);
          assert.equal(verify(flipped.toString('latin1')).ok, false);
        }),
        { seed: testSeed(), numRuns: 300 },
      );
    });

    it(`V2 refuses every other spelling of the last character of an ${alg} signature`, () => {
      const token = signJws({ typ: 'at+jwt' }, { sub: 'somebody' }, signingKeys[alg]);
      for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
        const other = token.slice(0, -1) + character;
        assert.equal(verify(other).ok, other === token);
      }
    });
  }

  it('compares typ as a media type: without case, application/ optional (RFC 7515 §4.1.9)', () => {
    for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/At+Jwt']) {
      const token = signJws({ typ }, {}, signingKeys.ES256);
      assert.ok(verifyAs('at+jwt', token).ok, typ);
      assert.ok(verifyAs('application/at+jwt', token).ok, typ);
    }
  });

  it('V2 refuses another typ', () => {
    for (const typ of ['JWT', 'at+jwt2', 'text/at+jwt', 'application/application/at+jwt', '', 'at+jwt; v=1']) {
      assert.deepEqual(verify(signJws({ typ }, {}, signingKeys.ES256)), { ok: false, reason: 'typ' }, typ);
    }
  });

  it('V2 refuses none and HMAC, however they are spelled', () => {
    const secret = verificationKeys.RS256.publicKey.export({ type: 'spki', format: 'pem' });
    for (const alg of ['none', 'None', 'HS256', 'HS512', 'ES384', 'es256', '__proto__', 'toString']) {
      const header = { alg, kid: 'key RS256', typ: 'at+jwt' };
      const input = [header, {}].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      const hmac = createHmac('sha256', secret).update(input).digest('base64url');
      let asked = false;
      const findKey = (): VerificationKey => {
        asked = true;
        return verificationKeys.RS256;
      };
      assert.deepEqual(verifyJws(`${input}.${hmac}`, { typ: 'at+jwt', findKey }), { ok: false, reason: 'alg' });
      assert.equal(asked, false, 'a key was looked for');
    }
  });

  it('V2 uses a key for its one algorithm only, even where another would verify (RFC 8725 §3.1)', () => {
    // The very same signature is right under both names; the key says which one counts.
    const claimed = { EdDSA: 'Ed25519', Ed25519: 'EdDSA', RS256: 'PS256', PS256: 'RS256' } as const;
    for (const [own, other] of Object.entries(claimed) as [keyof typeof claimed, JwsAlgorithm][]) {
      const privateKey = signingKeys[own].privateKey;
      const token = signJws({ typ: 'at+jwt' }, {}, { kid: `key ${own}`, alg: other, privateKey });
      assert.deepEqual(verify(token), { ok: false, reason: 'alg' }, own);
      const publicKey = verificationKeys[own].publicKey;
      assert.ok(verifyJws(token, { typ: 'at+jwt', findKey: (kid) => ({ kid, alg: other, publicKey }) }).ok, own);
    }
  });

  it('tells findKey the kid and alg of the token, and refuses an unknown key', () => {
    const asked: string[][] = [];
    const result = verifyJws(signJws({ typ: 'at+jwt' }, {}, signingKeys.ES256), {
      typ: 'at+jwt',
      findKey(kid, alg) {
        asked.push([kid, alg]);
        return undefined;
      },
    });
    assert.deepEqual(result, { ok: false, reason: 'key' });
    assert.deepEqual(asked, [['key ES256', 'ES256']]);
  });

  it('V2 never uses a key the token brings, though its signature is right', () => {
    const attacker = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = createPublicKey(attacker.privateKey).export({ format: 'jwk' });
    const token = signJws(
      { typ: 'at+jwt', jwk },
      {},
      { kid: 'key ES256', alg: 'ES256', privateKey: attacker.privateKey },
    );
    assert.deepEqual(verify(token), { ok: false, reason: 'malformed' });
    // Nor is a token of our own accepted once it carries one.
    assert.equal(verify(signHeader({ alg: 'ES256', kid: 'key ES256', typ: 'at+jwt', jwk }, 'ES256')).ok, false);
  });

  it('V2 refuses a properly signed token with crit', () => {
    const header = { alg: 'ES256', kid: 'key ES256', typ: 'at+jwt' };
    assert.ok(verify(signHeader(header, 'ES256')).ok);
    assert.deepEqual(verify(signHeader({ ...header, crit: ['uses'], uses: 1 }, 'ES256')), {
      ok: false,
      reason: 'crit',
    });
  });

  it('refuses a key of the wrong type, curve or size before using it', () => {
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const shortRsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const cases = [
      ['ES256', p384.publicKey],
      ['ES256', verificationKeys.Ed25519.publicKey],
      ['RS256', shortRsa.publicKey],
      ['PS256', verificationKeys.ES256.publicKey],
      ['EdDSA', verificationKeys.RS256.publicKey],
    ] as const;
    for (const [alg, publicKey] of cases) {
      const token = signHeader({ alg, kid: 'k', typ: 'at+jwt' }, alg);
      const result = verifyJws(token, { typ: 'at+jwt', findKey: (kid) => ({ kid, alg, publicKey }) });
      assert.deepEqual(result, { ok: false, reason: 'key' }, alg);
    }
    const input = Buffer.from('message');
    const signature = createSignature({ kid: 'k', alg: 'RS256', privateKey: shortRsa.privateKey }, input);
    assert.ok(signature.length === 128, 'the short key does sign, so the refusal is about its size');
  });

  it('refuses a signature by another key of the same kind', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const token = signJws({ typ: 'at+jwt' }, {}, { kid: 'key ES256', alg: 'ES256', privateKey: other });
    assert.deepEqual(verify(token), { ok: false, reason: 'signature' });
  });

  it('V2 applies the size limit', () => {
    const token = signJws({ typ: 'at+jwt' }, { filler: 'x'.repeat(300) }, signingKeys.ES256);
    assert.ok(verify(token).ok);
    const options = { typ: 'at+jwt', maxBytes: 200, findKey: () => verificationKeys.ES256 };
    assert.deepEqual(verifyJws(token, options), { ok: false, reason: 'too_large' });
  });

  it('lets callers look for their key between parsing and verifying', () => {
    const parsed = parseJws(signJws({ typ: 'at+jwt' }, { sub: 'a' }, signingKeys.RS256));
    assert.ok(parsed.ok);
    assert.deepEqual([isJwsOfType(parsed, 'application/at+jwt'), isJwsOfType(parsed, 'JWT')], [true, false]);
    assert.equal(isJwsSignedBy(parsed, verificationKeys.RS256), true);
    assert.equal(isJwsSignedBy(parsed, verificationKeys.PS256), false);
    const { publicKey } = verificationKeys.RS256;
    assert.equal(isJwsSignedBy(parsed, { kid: 'k', alg: 'PS256', publicKey }), false, 'RFC 8725 §3.1: one algorithm');
    const edwards = parseJws(signJws({ typ: 'at+jwt' }, { sub: 'a' }, signingKeys.EdDSA));
    assert.ok(edwards.ok);
    assert.equal(isJwsSignedBy(edwards, verificationKeys.EdDSA), true);
    assert.equal(
      isJwsSignedBy(edwards, { ...verificationKeys.EdDSA, alg: 'Ed25519' }),
      false,
      'two names, one signature',
    );
    const other = { ...parsed, signingInput: 'something else' };
    assert.equal(isJwsSignedBy(other, verificationKeys.RS256), false);
  });

  it('verifies a token though other tokens are verified while its key is looked for', () => {
    const create = (sub: string): string => signJws({ typ: 'at+jwt' }, { sub }, signingKeys.ES256);
    const [inner, forged] = [create('inner'), `${create('forged').slice(0, -8)}AAAAAAAA`];
    for (const other of [inner, forged, 'no token', create('x'.repeat(5000))]) {
      const findKey = (kid: string): VerificationKey | undefined => {
        assert.equal(verify(other).ok, other !== forged && other !== 'no token');
        return keysByKid.get(kid);
      };
      const outer = verifyJws(create('outer'), { typ: 'at+jwt', findKey });
      assert.equal(outer.ok && outer.claims['sub'], 'outer');
      assert.deepEqual(verifyJws(forged, { typ: 'at+jwt', findKey }), { ok: false, reason: 'signature' });
    }
  });

  it('verifies tokens that were parsed together, in any order, long ones among them', () => {
    const signed = Array.from({ length: 4 }, (_, at) => {
      const claims = { sub: `${at}`, filler: 'x'.repeat(at * 6000) };
      return parseJws(signJws({ typ: 'at+jwt' }, claims, signingKeys.ES256), { maxBytes: 100_000 });
    });
    for (const parsed of signed.toReversed()) {
      assert.ok(parsed.ok);
      assert.equal(isJwsSignedBy(parsed, verificationKeys.ES256), true);
      for (const other of signed) {
        assert.ok(other.ok);
        const mixed: ParsedJws = { ...parsed, signature: other.signature };
        assert.equal(isJwsSignedBy(mixed, verificationKeys.ES256), other === parsed);
      }
    }
  });
});
