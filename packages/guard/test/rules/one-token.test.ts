import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkTokenSyntax, extractToken, type GuardRequest } from '../../src/rules/one-token.ts';

function extract(authorization: GuardRequest['authorization'], query?: string): string {
  const extracted = extractToken({ authorization, query });
  if (typeof extracted !== 'string') return extracted.code;
  return checkTokenSyntax(extracted)?.code ?? `token ${extracted}`;
}

describe('taking the token out of a request (RFC 6750 §2)', () => {
  it('takes it from one Authorization header, with the scheme in any case', () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'Bearer  ']) {
      assert.equal(extract(`${scheme} a.b-c_d~e+f/g==`), 'token a.b-c_d~e+f/g==');
    }
    assert.equal(extract(['Bearer abc']), 'token abc');
  });

  it('finds none where there is no header or another scheme', () => {
    for (const header of [undefined, [], 'Basic YTpi', 'DPoP abc', 'Bearerx abc', 'Negotiate', 'Digest a="b", c="d"']) {
      assert.equal(extract(header), 'no_token', String(header));
    }
  });

  it('refuses bad syntax', () => {
    for (const header of [
      ...['', ' ', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearer a, Bearer b', 'Bearer a,b', 'Bearer "a"', 'Bearer\tabc'],
      ...['Bearer a=b', 'Bearer =', ' Bearer abc', 'Bearer abc ', 'Bearer ä', 'Bearer a\n'],
    ]) {
      assert.equal(extract(header), 'invalid_request', JSON.stringify(header));
    }
  });

  it('refuses two headers, also equal ones', () => {
    assert.equal(extract(['Bearer a', 'Bearer b']), 'invalid_request');
    assert.equal(extract(['Bearer a', 'Bearer a']), 'invalid_request');
    assert.equal(extract(['Bearer a', 'Basic YTpi']), 'invalid_request');
  });

  it('H6 refuses a token in the query, alone or beside a header, however it is spelled', () => {
    for (const query of [
      'access_token=abc',
      'a=1&access_token=abc',
      'access%5Ftoken=abc',
      'access_token',
      'a&access_token=',
    ]) {
      assert.equal(extract(undefined, query), 'invalid_request', query);
      assert.equal(extract('Bearer abc', query), 'invalid_request', query);
    }
  });

  it('leaves other parameters alone', () => {
    for (const query of ['', 'q=access_token', 'my_access_token=1', 'a=%20b', 'access_tokens=1']) {
      assert.equal(extract('Bearer abc', query), 'token abc', query);
    }
  });
});
