import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import type { RoutedExchange } from '../../src/http/exchange.ts';
import { readRequest } from '../../src/http/fetch-edge.ts';
import { answerEmpty, answerJson } from '../../src/http/message.ts';
import { OAuthError } from '../../src/http/oauth-error.ts';
import { StoreUnavailableError } from '../../src/store.ts';
import { formType, get, jsonType, openDispatcher, postForm, postJson } from './sample-dispatcher.ts';

describe('createDispatcher: routing', () => {
  const { send } = openDispatcher([
    get('/a'),
    postForm('/a'),
    postJson('/a'),
    get('/page', { answers: 'page' }),
    get('/s/:sid', { method: 'DELETE', handle: async ({ params }) => answerJson(params) }),
  ]);

  it('answers 404 for a path nobody has, as a page for a browser and as JSON for a program', async () => {
    const json = await send('/nowhere');
    assert.equal(json.status, 404);
    assert.equal(json.headers.get('content-type'), 'application/json');
    const page = await send('/nowhere', { headers: { Accept: 'text/html,*/*' } });
    assert.equal(page.status, 404);
    assert.match(await page.text(), /^page: This address leads nowhere/);
  });

  it('answers 405 with Allow for a method the path does not have (RFC 9110 §15.5.6)', async () => {
    const response = await send('/a', { method: 'PUT' });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'GET, HEAD, POST, OPTIONS');
  });

  it('H3 refuses TRACE also when a server hands it on', async () => {
    const request = { ...readRequest(new Request('https://id.example.com/a')), method: 'TRACE' };
    const { dispatch } = openDispatcher([get('/a')]);
    assert.equal((await dispatch(request, { remoteAddress: '192.0.2.1' })).status, 405);
  });

  it('answers HEAD as GET, without the body', async () => {
    const response = await send('/a', { method: 'HEAD' });
    assert.equal(response.status, 200);
    assert.equal(response.body, null);
    assert.equal((await send('/s/1', { method: 'HEAD' })).status, 405);
  });

  it('answers OPTIONS with what is allowed', async () => {
    const response = await send('/a', { method: 'OPTIONS' });
    assert.equal(response.status, 204);
    assert.equal(response.headers.get('allow'), 'GET, HEAD, POST, OPTIONS');
  });

  it('hands named segments to the endpoint', async () => {
    assert.deepEqual(await (await send('/s/current', { method: 'DELETE' })).json(), { sid: 'current' });
  });

  it('tells a form from JSON at one address by the content type', async () => {
    const form = await send('/a', { method: 'POST', headers: formType, body: 'a=1&b=%C3%A4' });
    assert.deepEqual(await form.json(), [
      ['a', '1'],
      ['b', 'ä'],
    ]);
    const json = await send('/a', { method: 'POST', headers: jsonType, body: '{"a":1}' });
    assert.deepEqual(await json.json(), { a: 1 });
  });
});

describe('createDispatcher: failures', () => {
  const failing = (thrown: unknown, answers: 'json' | 'page' = 'json'): ReturnType<typeof openDispatcher> =>
    openDispatcher([get('/fails', { answers, handle: () => Promise.reject(thrown) })]);

  it('tells a program by JSON (RFC 6749 §5.2), with the headers of the error', async () => {
    const error = new OAuthError('invalid_client', 'The secret is wrong.', {
      headers: { 'www-authenticate': 'Basic' },
    });
    const response = await failing(error).send('/fails');
    assert.equal(response.status, 401);
    assert.equal(response.headers.get('www-authenticate'), 'Basic');
    assert.deepEqual(await response.json(), { error: 'invalid_client', error_description: 'The secret is wrong.' });
  });

  it('shows a person a page with the request id', async () => {
    const response = await failing(new OAuthError('invalid_request', 'The link is old.'), 'page').send('/fails');
    assert.equal(response.status, 400);
    const text = await response.text();
    assert.match(text, /The link is old\./);
    assert.ok(text.includes(response.headers.get('x-request-id') ?? 'no id'));
  });

  it('answers 503 with Retry-After when the store cannot', async () => {
    const response = await failing(new StoreUnavailableError('locked')).send('/fails');
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('retry-after'), '1');
  });

  it('O1 answers 500 for anything else, and logs where it happened but no value', async () => {
    const secret = recordSecret('hunter2-dispatch');
    const { send, lines } = failing(new Error(`cannot parse ${secret}`));
    const response = await send(`/fails?state=${secret}`);
    assert.equal(response.status, 500);
    assert.ok(!(await response.text()).includes(secret));
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.level, 'error');
    const logged = JSON.stringify(lines);
    assert.ok(!logged.includes(secret), logged);
    assert.match(logged, /dispatch\.test\.ts/);
    assert.equal(lines[0]?.fields['requestId'], response.headers.get('x-request-id'));
  });
});

describe('createDispatcher: the log line', () => {
  it('O1 is one per request, with the pattern of the path and nothing the caller wrote', async () => {
    const { send, lines } = openDispatcher([get('/s/:sid', { method: 'DELETE' }), postForm('/form')]);
    const secret = recordSecret('secret-in-many-places');
    const headers = { Authorization: `Bearer ${secret}`, Cookie: `a=${secret}`, 'User-Agent': secret, Referer: secret };
    await send(`/s/${secret}?x=${secret}`, { method: 'DELETE', headers });
    await send(`/${secret}`, { headers });
    await send(`/form?access_token=${secret}`, { method: 'POST', headers });
    await send('/form', { method: 'POST', headers: { ...formType, ...headers }, body: `password=${secret}` });
    await send('/form', { method: 'POST', headers: { ...jsonType, ...headers }, body: `{"password":"${secret}` });
    assert.equal(lines.length, 5);
    assert.ok(!JSON.stringify(lines).includes(secret), JSON.stringify(lines));
    assert.deepEqual(
      lines.map(({ fields }) => fields['path']),
      ['/s/:sid', 'unknown', '/form', '/form', '/form'],
    );
    const [first] = lines;
    assert.deepEqual(Object.keys(first?.fields ?? {}).toSorted(), [
      'address',
      'durationMs',
      'method',
      'path',
      'requestId',
      'status',
    ]);
    assert.equal(first?.fields['address'], '192.0.2.1');
  });

  it('does not repeat a method that no standard knows', async () => {
    const { send, lines } = openDispatcher([get('/a')]);
    await send('/a', { method: recordSecret('SECRETASMETHOD') });
    assert.equal(lines[0]?.fields['method'], 'other');
  });
});

describe('createDispatcher: the exchange', () => {
  it('carries cookies, query, the address behind trusted proxies, and what the audit trail needs', async () => {
    let seen: RoutedExchange | undefined;
    const { send } = openDispatcher(
      [
        get('/a', {
          handle: async (exchange) => {
            seen = exchange;
            return answerEmpty(200);
          },
        }),
      ],
      { trustedProxies: ['192.0.2.0/24'] },
    );
    const response = await send('/a?x=1&x=2', {
      headers: { Cookie: 'c=1', 'X-Forwarded-For': '198.51.100.7', 'User-Agent': 'u'.repeat(300) },
    });
    assert.deepEqual(seen?.query.getAll('x'), ['1', '2']);
    assert.equal(seen?.cookies.get('c'), '1');
    assert.equal(seen?.address, '198.51.100.7');
    assert.equal(seen?.audit.address, '198.51.100.7');
    assert.equal(seen?.audit.userAgent?.length, 256);
    assert.equal(seen?.audit.requestId, response.headers.get('x-request-id'));
  });

  it('ignores a forwarded address from anybody else', async () => {
    const { send, lines } = openDispatcher([get('/a')]);
    await send('/a', { headers: { 'X-Forwarded-For': '198.51.100.7' } });
    assert.equal(lines[0]?.fields['address'], '192.0.2.1');
  });
});
