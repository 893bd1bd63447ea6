import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import { createJwsSigner, signJws } from '@latchkey/tokens/jws/sign';
import { verifyJws } from '@latchkey/tokens/jws/verify';
import fc from 'fast-check';
import { algorithms, signingKeys, verificationKeys } from './keys.ts';

describe('signJws', () => {
  for (const alg of algorithms) {
    it(`T1 makes ${alg} tokens whose claims come back whatever they are`, () => {
      const name = fc.string().filter((text) => JSON.stringify(text) === `"${text}"` && text !== '__proto__');
      const value = fc.oneof(
        fc.string(),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
      );
      const members = fc.dictionary(name, fc.oneof(value, fc.array(value)), { noNullPrototype: true });
      const claims = fc.dictionary(name, fc.oneof(value, fc.array(value), members), { noNullPrototype: true });
      fc.assert(
        fc.property(claims, (any) => {
          // As JSON has it: without minus zero.
          const written = JSON.parse(JSON.stringify(any));
          const token = signJws({ typ: 'at+jwt' }, written, signingKeys[alg]);
          const result = verifyJws(token, { typ: 'at+jwt', findKey: () => verificationKeys[alg] });
          assert.deepEqual(result, {
            ok: true,
            header: { typ: 'at+jwt', alg, kid: signingKeys[alg].kid },
            claims: written,
          });
        }),
        { seed: testSeed(), numRuns: alg.startsWith('E') ? 100 : 20 },
      );
    });
  }

  it('spells the header anew whenever the key changes, and refuses each wrong one', () => {
    const sign = createJwsSigner({ typ: 'at+jwt' });
    for (const alg of ['ES256', 'ES256', 'EdDSA', 'ES256'] as const) {
      const key = signingKeys[alg];
      const result = verifyJws(sign({ a: 1 }, key), { typ: 'at+jwt', findKey: () => verificationKeys[alg] });
      assert.deepEqual(result, { ok: true, header: { typ: 'at+jwt', alg, kid: key.kid }, claims: { a: 1 } });
    }
    const wrong = { ...signingKeys.ES256, privateKey: signingKeys.EdDSA.privateKey };
    for (let attempt = 0; attempt < 2; attempt += 1) assert.throws(() => sign({}, wrong), TypeError);
  });

  it('takes alg and kid from the key, whatever the header says', () => {
    const token = signJws({ typ: 'at+jwt', alg: 'none', kid: 'other', extra: 1 }, {}, signingKeys.ES256);
    const result = verifyJws(token, { typ: 'at+jwt', findKey: () => verificationKeys.ES256 });
    assert.deepEqual(result.ok && result.header, { typ: 'at+jwt', alg: 'ES256', kid: 'key ES256', extra: 1 });
  });

  it('leaves undefined claims out', () => {
    const token = signJws({ typ: 'at+jwt' }, { sub: 'a', sid: undefined }, signingKeys.ES256);
    const result = verifyJws(token, { typ: 'at+jwt', findKey: () => verificationKeys.ES256 });
    assert.deepEqual(result.ok && result.claims, { sub: 'a' });
  });

  it('refuses a key that is not one for its algorithm', () => {
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    const shortRsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const misfits = [
      { kid: 'k', alg: 'ES256', privateKey: p384 },
      { kid: 'k', alg: 'RS256', privateKey: shortRsa },
      { kid: 'k', alg: 'EdDSA', privateKey: signingKeys.ES256.privateKey },
    ] as const;
    for (const key of misfits) assert.throws(() => signJws({ typ: 'JWT' }, {}, key), TypeError);
  });
});
