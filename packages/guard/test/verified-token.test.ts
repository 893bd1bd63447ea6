import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import type { JsonObject } from '@latchkey/tokens/json';
import type { TrustedKey } from '../src/jwks/key-set.ts';
import { createVerifiedToken } from '../src/verified-token.ts';

const { publicKey } = generateKeyPairSync('ed25519');
const key: TrustedKey = { kid: 'key-1', alg: 'Ed25519', publicKey, thumbprint: 'print-1' };

const signed: JsonObject = {
  iss: 'https://id.example.com',
  sub: 'person-1',
  aud: 'https://api.example.com',
  client_id: 'shop',
  iat: 1_800_000_000,
  exp: 1_800_000_300,
  jti: 'grant-1.1',
};

describe('what an application reads out of claims', () => {
  it('is added to them, and replaces none that the standards define', () => {
    const standard: JsonObject = { ...signed, scope: 'a b', nbf: 1_800_000_100, sid: 'session-1', rev: 7 };
    const token = createVerifiedToken(standard, key, () => ({
      ...{ tenant: 'acme', sub: 'administrator', aud: ['https://other.example.com'], exp: 1_900_000_000 },
      ...{ scope: 'everything', nbf: 0, sid: 'session-2', rev: 9, client_id: undefined, jti: 'grant-2.1' },
    }));
    assert.deepEqual(token?.claims, { ...standard, aud: ['https://api.example.com'], tenant: 'acme' });
    assert.deepEqual([...token.scopes], ['a', 'b']);
    assert.equal(token.grantId, 'grant-1');
  });

  it('refuses the token when it gives a standard claim that the token has not a shape it cannot have', () => {
    for (const own of [{ permissions: 'orders.refund' }, { auth_time: 'now' }, { amr: [1] }, { sid: '' }]) {
      assert.equal(
        createVerifiedToken(signed, key, () => own),
        undefined,
        JSON.stringify(own),
      );
    }
    const token = createVerifiedToken(signed, key, () => ({ permissions: ['orders.refund'] }));
    assert.ok(token?.permissions.has('orders.refund'));
  });

  it('refuses the token when it is nothing, throws, or cannot be kept from changing', () => {
    const fail = (): never => {
      throw new TypeError('no tenant');
    };
    // JavaScript does not freeze bytes.
    const readBytes = (): object => ({ photo: new Uint8Array(1) });
    for (const parse of [() => undefined, fail, readBytes]) {
      assert.equal(createVerifiedToken(signed, key, parse), undefined);
    }
  });
});
