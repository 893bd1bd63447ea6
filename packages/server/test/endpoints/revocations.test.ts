import assert from 'node:assert/strict';
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { clientSecrets, openTestAuthority, type TestAuthority } from '@latchkey/testing/authority-in-process';
import { parseFeedPosition, verifyFeedMessage } from '@latchkey/tokens/revocation-feed';
import { testContext } from '../test-context.ts';

const basic = (clientId: keyof typeof clientSecrets | 'nobody', secret?: string): string => {
  const password = secret ?? (clientId === 'nobody' ? 'x' : clientSecrets[clientId]);
  return `Basic ${Buffer.from(`${clientId}:${password}`).toString('base64')}`;
};

describe('GET /revocations', () => {
  let authority: TestAuthority;
  before(async () => {
    authority = await openTestAuthority();
  });
  after(() => authority.close());

  const ask = (headers: Record<string, string>, query = '', method = 'GET'): Promise<Response> =>
    authority.fetch(`/revocations${query}`, { headers, method });

  /** The first event: its id and its signed message. */
  async function readFirst(response: Response): Promise<{ readonly id: string; readonly token: string }> {
    assert.ok(response.body !== null);
    const reader = response.body.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    const [, id = '', token = ''] = /^id: (\S+)\ndata: (\S+)\n\n$/.exec(Buffer.from(value ?? []).toString()) ?? [];
    return { id, token };
  }

  it('V6 streams signed messages to an API that may introspect', async () => {
    const response = await ask({ authorization: basic('orders-api') });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    assert.match(response.headers.get('cache-control') ?? '', /no-store/);
    assert.equal(response.headers.get('x-accel-buffering'), 'no');
    const { id, token } = await readFirst(response);
    const keys = await authority.fetch('/revocations/jwks').then((answer) => answer.json() as Promise<JsonWebKeySet>);
    const verified = verifyFeedMessage(token, (kid) => {
      const jwk = keys.keys.find((key) => key['kid'] === kid);
      return jwk && { kid, alg: 'Ed25519', publicKey: createPublicKey({ key: jwk, format: 'jwk' }) };
    });
    assert.ok(verified.ok);
    assert.equal(verified.message.iss, authority.issuer);
    assert.equal(verified.message.event, 'snapshot');
    assert.deepEqual(parseFeedPosition(id), { epoch: verified.message.epoch, ...verified.message.head });
  });

  for (const [what, headers, status, error] of [
    ['nobody', {}, 401, 'invalid_client'],
    ['an unknown client', { authorization: basic('nobody') }, 401, 'invalid_client'],
    ['a client with a wrong secret', { authorization: basic('orders-api', 'wrong') }, 401, 'invalid_client'],
    ['a client that may not introspect', { authorization: basic('web-app') }, 403, 'unauthorized_client'],
    ['a bearer token', { authorization: 'Bearer abc' }, 401, 'invalid_client'],
  ] as const) {
    it(`V6 tells ${what} nothing`, async () => {
      const response = await ask(headers);
      assert.equal(response.status, status);
      assert.equal(((await response.json()) as { error: string }).error, error);
      if (status === 401) assert.match(response.headers.get('www-authenticate') ?? '', /^Basic /);
    });
  }

  it('resumes from `Last-Event-ID`, from `after`, and from the former when both are there', async () => {
    const authorization = basic('orders-api');
    const { id } = await readFirst(await ask({ authorization }));
    const claims = async (response: Response): Promise<{ readonly event: string }> => {
      const { token } = await readFirst(response);
      return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { event: string };
    };
    const other = id.replace(/^[^:]+/, 'another-log');
    assert.equal((await claims(await ask({ authorization, 'last-event-id': id }))).event, 'heartbeat');
    assert.equal((await claims(await ask({ authorization }, `?after=${id}`))).event, 'heartbeat');
    assert.equal(
      (await claims(await ask({ authorization, 'last-event-id': other }, `?after=${id}`))).event,
      'snapshot',
    );
    assert.equal(
      (await claims(await ask({ authorization, 'last-event-id': id }, `?after=${other}`))).event,
      'heartbeat',
    );
    assert.equal((await claims(await ask({ authorization, 'last-event-id': '' }, '?after='))).event, 'snapshot');
  });

  it('refuses a position that it never gave out', async () => {
    const authorization = basic('orders-api');
    assert.equal((await ask({ authorization, 'last-event-id': '17' })).status, 400);
    assert.equal((await ask({ authorization }, '?after=17')).status, 400);
    assert.equal((await ask({ authorization }, '?after=17&after=18')).status, 400);
  });

  it('answers HEAD without taking a reader on', async () => {
    const authorization = basic('orders-api');
    for (let index = 0; index < 501; index += 1) {
      const response = await ask({ authorization }, '', 'HEAD');
      assert.equal(response.status, 200);
    }
    const response = await ask({ authorization });
    assert.equal(response.status, 200);
    await response.body?.cancel();
  });

  it('answers 503 with `Retry-After` when it has too many readers', async () => {
    const authorization = basic('orders-api');
    const responses = await Promise.all(Array.from({ length: 500 }, () => ask({ authorization })));
    assert.ok(responses.every(({ status }) => status === 200));
    const refused = await ask({ authorization });
    assert.equal(refused.status, 503);
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
    await Promise.all(responses.map(({ body }) => body?.cancel()));
    const response = await ask({ authorization });
    assert.equal(response.status, 200);
    await response.body?.cancel();
  });

  it('tells of a revocation of a real token in the store', async () => {
    const response = await ask({ authorization: basic('orders-api') });
    assert.ok(response.body !== null);
    const reader = response.body.getReader();
    await reader.read();
    await authority.store.revokeAccessToken(
      { jti: 'grant.token', expiresAtMs: authority.clock.nowMs() + 60_000, clientId: 'web-app' as never },
      testContext,
    );
    for (;;) {
      const { value } = await reader.read();
      const token = /data: (\S+)/.exec(Buffer.from(value ?? []).toString())?.[1] ?? '';
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { event: string };
      if (claims.event === 'delta') break;
    }
    await reader.cancel();
  });
});

interface JsonWebKeySet {
  readonly keys: readonly JsonWebKey[];
}

describe('GET /revocations/jwks', () => {
  it('K2 publishes the keys of the feed, public halves alone, apart from those of tokens', async () => {
    const authority = await openTestAuthority();
    const feed = (await (await authority.fetch('/revocations/jwks')).json()) as JsonWebKeySet;
    const tokens = (await (await authority.fetch('/jwks')).json()) as JsonWebKeySet;
    assert.ok(feed.keys.length >= 1);
    for (const key of feed.keys) {
      assert.deepEqual([key.kty, key.crv, key['alg'], key.d], ['OKP', 'Ed25519', 'Ed25519', undefined]);
      assert.ok(!tokens.keys.some((other) => other['kid'] === key['kid']));
    }
    const metadata = (await (await authority.fetch('/.well-known/oauth-authorization-server')).json()) as object;
    assert.deepEqual(
      Object.entries(metadata).filter(([name]) => name.startsWith('revocation_feed')),
      [
        ['revocation_feed_endpoint', `${authority.issuer}/revocations`],
        ['revocation_feed_jwks_uri', `${authority.issuer}/revocations/jwks`],
      ],
    );
    await authority.close();
  });
});
