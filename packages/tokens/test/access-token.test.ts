import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createJti, hasAccessTokenClaims, parseAccessTokenClaims, readGrantId } from '@latchkey/tokens/access-token';
import type { JsonObject, JsonValue } from '@latchkey/tokens/json';

const least: JsonObject = {
  iss: 'https://id.example.com',
  sub: 'user',
  aud: ['https://api.example.com'],
  client_id: 'app',
  iat: 1_800_000_000,
  exp: 1_800_000_300,
  jti: 'grant.random',
  rev: 0,
};

describe('jti', () => {
  it('carries the grant in its first part', () => {
    const jti = createJti('Zm9v');
    assert.match(jti, /^Zm9v\.[A-Za-z0-9_-]{22}$/);
    assert.equal(readGrantId(jti), 'Zm9v');
  });

  it('has no grant for a client of its own', () => {
    const jti = createJti(undefined);
    assert.match(jti, /^[A-Za-z0-9_-]{22}$/);
    assert.equal(readGrantId(jti), undefined);
  });

  it('never repeats', () => {
    assert.equal(new Set(Array.from({ length: 1000 }, () => createJti('a'))).size, 1000);
  });

  it('refuses a grant name that would make it ambiguous', () => {
    assert.throws(() => createJti('a.b'), TypeError);
    assert.throws(() => createJti(''), TypeError);
  });

  it('names no grant in any other form', () => {
    for (const jti of ['', '.', 'a.', '.b', 'a.b.c']) assert.equal(readGrantId(jti), undefined, jti);
  });
});

describe('parseAccessTokenClaims', () => {
  it('T1 reads the claims of RFC 9068 and no others', () => {
    const all: JsonObject = {
      ...least,
      scope: 'orders:read orders:write',
      sid: 'session',
      auth_time: 1_799_999_000,
      acr: 'urn:example:one',
      amr: ['pwd'],
      permissions: ['orders.refund'],
      roles: ['clerk'],
    };
    assert.deepEqual(parseAccessTokenClaims({ ...all, unknown: 1 }), all);
  });

  it('gives a single audience as a list and an absent scope as the empty text', () => {
    const claims = parseAccessTokenClaims({ ...least, aud: 'https://api.example.com' });
    assert.deepEqual(claims, { ...least, scope: '' });
  });

  for (const name of Object.keys(least)) {
    it(`refuses claims without ${name}`, () => {
      const { [name]: _, ...rest } = least;
      assert.equal(parseAccessTokenClaims(rest), undefined);
    });
  }

  it('takes claims without rev for those of another issuer, which has no log', () => {
    const { rev: _, ...others } = least;
    assert.equal(hasAccessTokenClaims(others), true);
    assert.equal(parseAccessTokenClaims(others), undefined);
  });

  const wrong: Record<string, readonly JsonValue[]> = {
    iss: [1, '', null],
    sub: [1, '', null],
    aud: [[], [''], [1], {}, '', null],
    client_id: [1, '', null],
    iat: ['1', -1, 1.5, 1e300, null],
    exp: ['1', -1, 1_800_000_300.5, 1_800_000_000, 1_799_999_999, 1e300, null],
    jti: [1, '', null],
    scope: [1, null, ['a']],
    sid: [1, '', null],
    auth_time: ['1', -1, null],
    acr: [1, null],
    amr: ['pwd', [1], null],
    permissions: ['a', [''], null],
    roles: ['a', [{}], null],
    rev: ['1', -1, 0.5, null],
  };
  for (const [name, values] of Object.entries(wrong)) {
    it(`refuses ${name} of the wrong shape`, () => {
      for (const value of values) {
        assert.equal(hasAccessTokenClaims({ ...least, [name]: value }), false, JSON.stringify(value));
        assert.equal(parseAccessTokenClaims({ ...least, [name]: value }), undefined, JSON.stringify(value));
      }
    });
  }
});
