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

  it('refuses the token when it gives a claim of the issuer that the token has not', () => {
    for (const own of [
      ...[{ permissions: ['orders.refund'] }, { permissions: 'orders.refund' }, { roles: ['administrator'] }],
      ...[{ scope: 'everything' }, { scope: '' }, { auth_time: 1_800_000_000 }, { acr: 'gold' }, { amr: ['hwk'] }],
      ...[{ sid: 'session-1' }, { rev: 9 }, { nbf: 0 }, { cnf: {} }, { act: { sub: 'a' } }, { may_act: {} }],
      ...[{ authorization_details: [{ type: 'payment' }] }, { permissions: null }],
    ]) {
      assert.equal(
        createVerifiedToken(signed, key, () => own),
        undefined,
        JSON.stringify(own),
      );
    }
  });

  it('may say that there are none of what is not there, as the defaults of a schema do', () => {
    const token = createVerifiedToken(signed, key, () => ({ roles: [], permissions: [], sid: undefined, tenant: 1 }));
    assert.deepEqual(token?.claims, {
      ...{ ...signed, aud: ['https://api.example.com'], scope: '', rev: 0 },
      ...{ roles: [], permissions: [], tenant: 1 },
    });
    assert.equal(token.permissions.size, 0);
  });

  it('replaces no claim about keys and delegation either', () => {
    const bound: JsonObject = { ...signed, cnf: { jkt: 'a' }, act: { sub: 'shop' } };
    const token = createVerifiedToken(bound, key, () => ({ cnf: { jkt: 'b' }, act: { sub: 'b' } }));
    assert.deepEqual(token?.claims, { ...bound, aud: ['https://api.example.com'], scope: '', rev: 0 });
  });

  it('cannot change the claims it reads', () => {
    for (const change of [
      (claims: Record<string, unknown>) => {
        claims['scope'] = 'everything';
      },
      (claims: Record<string, unknown>) => {
        (claims['amr'] as string[]).push('hwk');
      },
    ]) {
      const parse = (claims: JsonObject): object => {
        change(claims as Record<string, unknown>);
        return {};
      };
      assert.equal(createVerifiedToken({ ...signed, amr: ['pwd'] }, key, parse), undefined);
    }
  });

  it('refuses the token when it is no object: a promise has not judged anything', () => {
    for (const result of [
      false,
      true,
      null,
      0,
      '',
      'acme',
      ['acme'],
      () => ({}),
      Promise.resolve({ tenant: 'acme' }),
    ]) {
      assert.equal(
        createVerifiedToken(signed, key, () => result as object),
        undefined,
        String(result),
      );
    }
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
