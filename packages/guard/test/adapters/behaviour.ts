import assert from 'node:assert/strict';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import type { Guard } from '../../src/guard.ts';
import { openStandardsIssuer, type StandardsIssuer } from '../kit/standards-issuer.ts';
import { openTestGuard, type TestGuard } from '../kit/test-guard.ts';

/** An application on a free port of 127.0.0.1, whose routes are those listed at {@link describeAdapter}. */
export interface TestApplication {
  readonly port: number;
  close(): Promise<void>;
}

/** Sent by `GET /orders`. */
export interface SeenToken {
  readonly sub: string;
  readonly tenant: string;
}

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/**
 * What every adapter must do, on real sockets. The application under test has
 * - `GET` and `HEAD /orders`, guarded with scope `orders:read`: JSON of {@link SeenToken}, `tenant` being an own claim;
 * - `GET /cached`, guarded: any body with `Cache-Control: private, max-age=5`;
 * - `GET /events`, guarded: `text/event-stream`, one event at once and then nothing, open for ever;
 * - any method of `/any`, guarded: any body;
 * - `GET /fails`, guarded: the handler throws;
 * - every route answers with `Vary: Origin` and `Access-Control-Allow-Origin: *` put there before the guard, if `cors`.
 */
export function describeAdapter(
  name: string,
  listen: (guard: Guard) => Promise<TestApplication>,
  { cors }: { readonly cors: boolean },
): void {
  describe(`the guard before ${name}`, () => {
    let issuer: StandardsIssuer;
    let test: TestGuard;
    let application: TestApplication;

    before(async () => {
      issuer = await openStandardsIssuer();
      issuer.addKey();
    });
    after(() => issuer.close());
    beforeEach(async () => {
      test = openTestGuard(issuer.issuer, {
        parseClaims: ({ tenant }) => (tenant === 'acme' ? { tenant } : undefined),
      });
      await test.guard.ready();
      application = await listen(test.guard);
    });
    afterEach(() => application.close());

    function issue(claims: Record<string, unknown> = {}): string {
      return recordSecret(issuer.issue({ tenant: 'acme', ...claims }));
    }

    function send(method: string, path: string, headers: readonly string[] = []): Promise<Received> {
      const { promise, resolve, reject } = Promise.withResolvers<Received>();
      const { port } = application;
      const all = ['Host', `127.0.0.1:${port}`, 'Connection', 'close', ...headers];
      requestHttp({ host: '127.0.0.1', port, method, path, headers: all, agent: false }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers as Received['headers'], body });
        });
        response.on('error', reject);
      })
        .on('error', reject)
        .end();
      return promise;
    }

    function get(path: string, token?: string): Promise<Received> {
      return send('GET', path, token === undefined ? [] : ['Authorization', `Bearer ${token}`]);
    }

    it('V1 lets a good token in and hands its claims to the handler, typed and with the own ones', async () => {
      const { status, body, headers } = await get('/orders', issue());
      assert.equal(status, 200);
      assert.deepEqual(JSON.parse(body), { sub: 'person-1', tenant: 'acme' } satisfies SeenToken);
      assert.match(headers['vary'] ?? '', /Authorization/);
    });

    it('H4 keeps answers to authenticated requests out of caches, unless the handler says otherwise', async () => {
      assert.equal((await get('/orders', issue())).headers['cache-control'], 'no-store');
      const cached = await get('/cached', issue());
      assert.equal(cached.headers['cache-control'], 'private, max-age=5');
      assert.match(cached.headers['vary'] ?? '', /Authorization/);
    });

    it('V4 answers each refusal exactly as the table of answers says', async () => {
      const second = Math.floor(test.clock.nowMs() / 1000);
      const cases: readonly [string, Received][] = [
        ['no_token', await get('/orders')],
        ['invalid_token', await get('/orders', 'forged')],
        ['invalid_token', await get('/orders', issue({ tenant: 'other' }))],
        ['expired', await get('/orders', issue({ iat: second - 300, exp: second - 30 }))],
        ['insufficient_scope', await get('/orders', issue({ scope: 'profile' }))],
        ['invalid_request', await get(`/orders?access_token=${issue()}`, issue())],
        ['invalid_request', await send('GET', '/orders', ['Authorization', 'Bearer'])],
      ];
      for (const [code, received] of cases) {
        const scope = code === 'insufficient_scope' ? 'orders:read' : undefined;
        const expected = test.guard.answer({ code, rule: '', scope } as Parameters<Guard['answer']>[0]);
        assert.equal(received.status, expected.status, code);
        assert.equal(received.body, expected.body);
        for (const [header, value] of Object.entries(expected.headers)) {
          if (header === 'vary') assert.match(received.headers[header] ?? '', /(?:^|, )Authorization(?:$|,)/);
          // Some frameworks add a charset; JSON has none, and a reader ignores it.
          else assert.equal(received.headers[header]?.replace(/; charset=utf-8$/i, ''), value, `${code}: ${header}`);
        }
        assert.equal(received.headers['content-length'], String(expected.body.length));
      }
    });

    it('answers 503 with Retry-After when the revocation log is not known', async () => {
      test.revocations.freshnessNow = { state: 'loading' };
      const { status, headers, body } = await get('/orders', issue());
      assert.equal(status, 503);
      assert.equal(headers['retry-after'], '1');
      assert.equal(headers['www-authenticate'], undefined);
      assert.match(body, /"code":"revocations_unavailable"/);
    });

    it('refuses two Authorization headers, whichever of them is good', async () => {
      const [one, two] = [`Bearer ${issue()}`, 'Bearer forged'];
      for (const pair of [
        [one, two],
        [two, one],
        [one, one],
      ] as const) {
        const { status } = await send('GET', '/orders', ['Authorization', pair[0], 'authorization', pair[1]]);
        assert.equal(status, 400);
      }
    });

    it('takes the scheme and the header name in any case', async () => {
      const { status } = await send('GET', '/orders', ['AUTHORIZATION', `bEaReR ${issue()}`]);
      assert.equal(status, 200);
    });

    it('judges HEAD like GET', async () => {
      assert.equal((await send('HEAD', '/orders')).status, 401);
      assert.equal((await send('HEAD', '/orders', ['Authorization', `Bearer ${issue()}`])).status, 200);
    });

    it('lets no method through unjudged: what looks like a preflight is a request without token too', async () => {
      const preflight = ['Origin', 'https://app.example.com', 'Access-Control-Request-Method', 'GET'];
      for (const method of ['OPTIONS', 'DELETE', 'HEAD']) {
        assert.equal((await send(method, '/any', preflight)).status, 401, method);
        assert.equal((await send(method, '/any', ['Authorization', `Bearer ${issue()}`])).status, 200, method);
      }
    });

    it('V6 refuses a revoked token from that moment on', async () => {
      const token = issue({ sid: 'session-1' });
      assert.equal((await get('/orders', token)).status, 200);
      test.revocations.revoke('session-1');
      const { status, body } = await get('/orders', token);
      assert.equal(status, 401);
      assert.match(body, /"code":"revoked"/);
    });

    it('waits for keys that are not in memory yet', async () => {
      await application.close();
      test = openTestGuard(issuer.issuer, { parseClaims: () => ({ tenant: 'acme' }) });
      application = await listen(test.guard);
      assert.equal((await get('/orders', issue())).status, 200);
    });

    it('leaves errors of the handler to the application', async () => {
      assert.equal((await get('/fails', issue())).status, 500);
    });

    if (cors) {
      it('H5 leaves the headers of CORS in place, so that a page can read a refusal', async () => {
        for (const { headers } of [await get('/orders'), await get('/orders', issue())]) {
          assert.equal(headers['access-control-allow-origin'], '*');
          assert.match(headers['vary'] ?? '', /Origin/);
          assert.match(headers['vary'] ?? '', /Authorization/);
        }
      });
    }

    /** Open the stream, and wait for its first event. */
    async function openStream(
      token: string,
    ): Promise<{ request: ClientRequest; response: IncomingMessage; ended: Promise<void> }> {
      const request = requestHttp({
        ...{ host: '127.0.0.1', port: application.port, path: '/events', agent: false },
        headers: { authorization: `Bearer ${token}` },
      }).end();
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request.on('response', resolve).on('error', reject);
      });
      const ended = new Promise<void>((resolve) => response.on('close', resolve).on('error', () => resolve()));
      await new Promise((resolve) => response.once('data', resolve));
      return { request, response, ended };
    }

    it('V6 closes the open stream of a session when it is revoked, and no other', { timeout: 60_000 }, async () => {
      const revoked = await openStream(issue({ sid: 'session-1' }));
      const other = await openStream(issue({ sid: 'session-2' }));
      await waitUntil(() => test.revocations.watching() === 2);
      test.revocations.revoke('session-1');
      await revoked.ended;
      assert.equal(other.response.closed, false);
      other.request.destroy();
      await waitUntil(() => test.revocations.watching() === 0);
    });

    it('V6 closes a stream whose session was revoked before anybody watched it', { timeout: 60_000 }, async () => {
      const token = issue({ sid: 'session-1' });
      const stream = await openStream(token);
      test.revocations.revoke('session-1');
      await stream.ended;
    });

    it('watches nothing for ordinary requests', async () => {
      for (let times = 0; times < 20; times += 1) await get('/orders', issue());
      assert.equal(test.revocations.watching(), 0);
    });
  });
}

/** Polls; the test's own time limit is the deadline. */
async function waitUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}
