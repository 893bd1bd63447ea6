import assert from 'node:assert/strict';
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { describe, it } from 'node:test';
import type { JsonObject } from '@latchkey/tokens/json';
import { computeJwkThumbprint } from '@latchkey/tokens/jwk-thumbprint';
import { type JwsAlgorithm, jwsAlgorithms } from '@latchkey/tokens/jws/algorithms';
import { type KeySet, readKeySet } from '../../src/jwks/key-set.ts';

const all = Object.keys(jwsAlgorithms) as JwsAlgorithm[];
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsaJwk = rsa.publicKey.export({ format: 'jwk' });
const shortRsaJwk = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
const ecJwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const p384Jwk = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });
const edJwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });

function read(keys: readonly unknown[], algorithms: readonly JwsAlgorithm[] = all, previous?: KeySet): KeySet {
  const set = readKeySet({ keys } as JsonObject, algorithms, previous);
  return set ?? assert.fail('no key set');
}

/** The algorithm under which a key can be found. */
function algorithmOf(
  jwk: JsonWebKey & Record<string, unknown>,
  algorithms: readonly JwsAlgorithm[] = all,
): string | undefined {
  const set = read([{ kid: 'k', ...jwk }], algorithms);
  const found = all.filter((alg) => set.find('k', alg) !== undefined);
  assert.ok(found.length <= 1, 'one key has one algorithm');
  return found[0];
}

describe('reading a JWK Set (RFC 7517 §5)', () => {
  it('gives each key the one algorithm it names, or the first that it fits', () => {
    assert.equal(algorithmOf({ ...rsaJwk, alg: 'PS256' }), 'PS256');
    assert.equal(algorithmOf({ ...edJwk, alg: 'Ed25519' }), 'Ed25519');
    assert.equal(algorithmOf(rsaJwk), 'RS256');
    assert.equal(algorithmOf(rsaJwk, ['ES256', 'PS256', 'RS256']), 'PS256');
    assert.equal(algorithmOf(ecJwk), 'ES256');
    assert.equal(algorithmOf(edJwk), 'EdDSA');
  });

  it('leaves out keys of algorithms that are not accepted, or that do not fit theirs', () => {
    assert.equal(algorithmOf({ ...rsaJwk, alg: 'RS256' }, ['ES256']), undefined);
    assert.equal(algorithmOf({ ...rsaJwk, alg: 'RS512' }), undefined);
    assert.equal(algorithmOf({ ...rsaJwk, alg: 'ES256' }), undefined);
    assert.equal(algorithmOf({ ...ecJwk, alg: 'RS256' }), undefined);
    assert.equal(algorithmOf({ ...shortRsaJwk, alg: 'RS256' }), undefined);
    assert.equal(algorithmOf(p384Jwk), undefined);
  });

  it('leaves out keys that are for something else', () => {
    assert.equal(algorithmOf({ ...ecJwk, use: 'enc' }), undefined);
    assert.equal(algorithmOf({ ...ecJwk, use: 'sig' }), 'ES256');
    assert.equal(algorithmOf({ ...ecJwk, key_ops: ['sign'] }), undefined);
    assert.equal(algorithmOf({ ...ecJwk, key_ops: ['verify'] }), 'ES256');
  });

  it('leaves out private and symmetric keys, keys without a name, and what is no key', () => {
    assert.equal(algorithmOf(rsa.privateKey.export({ format: 'jwk' })), undefined);
    assert.equal(algorithmOf({ kty: 'oct', k: 'c2VjcmV0' }), undefined);
    assert.equal(algorithmOf({ ...ecJwk, kid: '' }), undefined);
    assert.equal(algorithmOf({ ...ecJwk, x: 'AAAA' }), undefined);
    assert.equal(read([null, 7, 'key', [], {}, { kid: 'k' }, ecJwk]).size, 0);
  });

  it('trusts neither of two different keys with one name, and takes a repeated one once', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    const pair = read([
      { ...ecJwk, kid: 'k' },
      { ...other, kid: 'k' },
    ]);
    assert.equal(pair.find('k', 'ES256'), undefined);
    assert.equal(pair.size, 0);
    const back = read([
      { ...ecJwk, kid: 'k' },
      { ...other, kid: 'k' },
      { ...ecJwk, kid: 'k' },
    ]);
    assert.equal(back.find('k', 'ES256'), undefined);
    assert.equal(
      read([
        { ...ecJwk, kid: 'k' },
        { ...ecJwk, kid: 'k' },
      ]).size,
      1,
    );
  });

  it('tells a key by its RFC 7638 thumbprint, and keeps the object of one it had before', () => {
    const first = read([{ ...ecJwk, kid: 'k' }]);
    const key = first.find('k', 'ES256') ?? assert.fail();
    assert.equal(key.thumbprint, computeJwkThumbprint(ecJwk));
    assert.equal(read([{ ...ecJwk, kid: 'k' }], all, first).find('k', 'ES256'), key);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    const replaced = read([{ ...other, kid: 'k' }], all, first);
    assert.notEqual(replaced.find('k', 'ES256'), key);
    assert.equal(replaced.has(key), false);
  });

  it('refuses documents that are no JWK Set, or one of absurd size', () => {
    assert.equal(readKeySet({}, all), undefined);
    assert.equal(readKeySet({ keys: {} }, all), undefined);
    assert.equal(readKeySet({ keys: Array.from({ length: 101 }, () => ({})) }, all), undefined);
  });
});
