import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Endpoint } from '../../src/http/exchange.ts';
import { answerWith, type HeaderFields } from '../../src/http/message.ts';
import { OAuthError } from '../../src/http/oauth-error.ts';
import { get, openDispatcher } from './sample-dispatcher.ts';

function answering(headers: HeaderFields, more: Partial<Endpoint> = {}, setCookies: readonly string[] = []): Endpoint {
  return { ...get('/a'), ...more, handle: async () => answerWith('x', headers, { setCookies }) } as Endpoint;
}

async function fetchHeaders(endpoint: Endpoint, issuer = 'https://id.example.com'): Promise<Headers> {
  const { send } = openDispatcher([endpoint], { issuer });
  return (await send('/a')).headers;
}

describe('headers of every answer', () => {
  it('H2 HSTS with includeSubDomains on https, and none on plain http', async () => {
    const hsts = 'strict-transport-security';
    assert.equal((await fetchHeaders(get('/a'))).get(hsts), 'max-age=31536000; includeSubDomains');
    assert.equal((await fetchHeaders(get('/a'), 'http://localhost:4000')).get(hsts), null);
  });

  it('nosniff, a referrer policy, a content policy that allows nothing, and a request id', async () => {
    const headers = await fetchHeaders(get('/a'));
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'same-origin');
    assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
    assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  });

  it('leaves a policy alone that the endpoint chose', async () => {
    const chosen = { 'content-security-policy': "default-src 'self'", 'referrer-policy': 'no-referrer' };
    const headers = await fetchHeaders(answering(chosen));
    assert.equal(headers.get('content-security-policy'), "default-src 'self'");
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
  });
});

describe('H4 caching', () => {
  const shared = { 'cache-control': 'public, max-age=300' };

  it('is no-store unless the endpoint chose', async () => {
    assert.equal((await fetchHeaders(get('/a'))).get('cache-control'), 'no-store');
  });

  it('may be shared by public endpoints alone', async () => {
    const headers = await fetchHeaders(answering(shared, { cors: 'public' }));
    assert.equal(headers.get('cache-control'), 'public, max-age=300');
    assert.equal((await fetchHeaders(answering(shared))).get('cache-control'), 'no-store');
    assert.equal((await fetchHeaders(answering({ 'cache-control': 's-maxage=60' }))).get('cache-control'), 'no-store');
  });

  it('may be private where the endpoint opts in, with a Vary that keeps people apart', async () => {
    const headers = await fetchHeaders(answering({ 'cache-control': 'private, max-age=60', vary: 'Accept' }));
    assert.equal(headers.get('cache-control'), 'private, max-age=60');
    assert.equal(headers.get('vary'), 'Accept, Authorization, Cookie');
    const page = await fetchHeaders(answering({ 'cache-control': 'private' }, { answers: 'page' }));
    assert.equal(page.get('vary'), 'Cookie');
  });

  it('is no-store with a cookie in the answer, and for every failure', async () => {
    const withCookie = answering(shared, { cors: 'public' }, ['a=1']);
    assert.equal((await fetchHeaders(withCookie)).get('cache-control'), 'no-store');
    const refused = new OAuthError('invalid_request', 'No.', { headers: shared });
    const failing = get('/a', { cors: 'public', handle: () => Promise.reject(refused) });
    assert.equal((await fetchHeaders(failing)).get('cache-control'), 'no-store');
  });
});
