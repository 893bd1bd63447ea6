import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { type RunningAuthority, startAuthority } from '@latchkey/testing/authority-process';
import { pollFor } from '@latchkey/testing/poll';
import { recordSecret } from '@latchkey/testing/run';
import { findFreePort } from '@latchkey/testing/server-process';
import { clientSecretEnvironment, clientSecrets, testConfig } from '@latchkey/testing/test-config';
import { type RunningNginx, startNginx } from './nginx-process.ts';

/** Of the parameters of an authorization request, as the authority bounds them. */
const maxRequestLength = 8_192;
const id = 'id.example.com';

describe('the nginx configuration', { timeout: 480_000 }, () => {
  let authority: RunningAuthority;
  let nginx: RunningNginx;

  before(async () => {
    const { issuer: _issuer, ...config } = testConfig;
    authority = await startAuthority({
      config: { ...config, trustedProxies: ['127.0.0.1'] },
      env: { ...clientSecretEnvironment, LATCHKEY_ISSUER: `https://${id}` },
    });
    nginx = await startNginx({ authorityPort: authority.port, applicationPort: authority.port });
  });
  after(async () => {
    await nginx.stop();
    await authority.stop();
  });

  it('H1 H2 ends TLS for the authority, which tells browsers to stay on https', async () => {
    const response = await nginx.send({ host: id, path: '/.well-known/openid-configuration' });
    assert.equal(response.statusCode, 200);
    assert.match(String(response.headers['strict-transport-security']), /includeSubDomains/);
    assert.equal((JSON.parse(await text(response)) as { issuer: string }).issuer, `https://${id}`);
  });

  it('H1 tells the authority who calls, and drops what the caller says of itself', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' };
    const response = await nginx.send({ host: id, path: '/jwks', from: '127.0.0.7', headers });
    response.resume();
    const requestId = String(response.headers['x-request-id']);
    const line = await findLine(() => authority.output(), requestId);
    assert.match(line, /"address":"127\.0\.0\.7"/);
  });

  it('H3 refuses TRACE', async () => {
    const response = await nginx.send({ host: id, path: '/jwks', method: 'TRACE' });
    response.resume();
    assert.equal(response.statusCode, 405);
  });

  it('sends plain HTTP to https, without what stood behind the path', async () => {
    const response = await nginx.send({ host: id, path: '/sign-in?interaction=sealed', tls: false });
    response.resume();
    assert.equal(response.statusCode, 308);
    assert.equal(response.headers.location, `https://${id}/sign-in`);
  });

  it('H2 cannot be made to send a header by what stands in an address', async () => {
    const path = '/a%0d%0aX-Injected:%20yes%20or%20no';
    const response = await nginx.send({ host: id, path, tls: false });
    response.resume();
    assert.equal(response.headers['x-injected'], undefined);
    assert.equal(response.headers.location, `https://${id}${path}`);
  });

  it('V6 passes each event of the revocation feed on as it comes', async () => {
    const credentials = `orders-api:${clientSecrets['orders-api']}`;
    const authorization = `Basic ${recordSecret(Buffer.from(credentials).toString('base64'))}`;
    const stream = await nginx.send({ host: id, path: '/revocations', headers: { authorization } });
    assert.equal(stream.statusCode, 200);
    // Two of them: a proxy that waits for a full buffer would show none for minutes.
    await readEvents(stream, 2);
    stream.destroy();
  });

  it('lets the longest requests through that the authority takes, and the way to the sign-in page', async () => {
    const query = new URLSearchParams({
      client_id: 'web-app',
      redirect_uri: 'https://shop.latchkey.test/callback',
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJGuCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      state: 's'.repeat(4_096),
      made_up: '',
    });
    query.set('made_up', 'x'.repeat(maxRequestLength - query.toString().length));
    const away = await nginx.send({ host: id, path: `/authorize?${query}` });
    away.resume();
    assert.equal(away.statusCode, 303);
    const { location = '', 'set-cookie': [cookie = ''] = [] } = away.headers;
    assert.match(location, /^\/sign-in\?interaction=/);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    const page = await nginx.send({ host: id, path: location, headers });
    assert.match(await text(page), /You are going on to <strong>Web shop/);
  });

  it('O1 keeps addresses out of its log but for the path', async () => {
    const secret = recordSecret('a-code-that-no-log-may-hold');
    const response = await nginx.send({ host: id, path: `/authorize?code=${secret}` });
    response.resume();
    const line = await findLine(() => nginx.readLog(), ' /authorize ');
    assert.ok(!line.includes(secret));
  });
});

describe('the nginx configuration, when what stands behind it does not answer', { timeout: 480_000 }, () => {
  it('O1 keeps addresses out of its errors too', async () => {
    const nobody = await findFreePort();
    const nginx = await startNginx({ authorityPort: nobody, applicationPort: nobody });
    const secret = recordSecret('a-code-that-no-error-may-hold');
    try {
      for (const [host, path] of [
        [id, '/setup'],
        ['shop.example.com', '/auth/callback'],
      ] as const) {
        const response = await nginx.send({ host, path: `${path}?code=${secret}` });
        response.resume();
        assert.equal(response.statusCode, 502);
        await findLine(() => nginx.readLog(), ` ${path} 502 `);
      }
    } finally {
      await nginx.stop();
    }
    assert.ok(!nginx.readLog().includes(secret));
    assert.ok(!nginx.readErrors().includes(secret));
  });
});

function findLine(read: () => string, part: string): Promise<string> {
  return pollFor(`a line with ${part}`, () =>
    read()
      .split('\n')
      .find((line) => line.includes(part)),
  );
}

async function readEvents(stream: IncomingMessage, count: number): Promise<void> {
  let received = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    received += chunk.toString('utf8');
    if (received.split('\n\n').length > count) return;
  }
  assert.fail('the stream ended');
}
