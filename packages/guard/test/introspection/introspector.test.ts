import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate as settle } from 'node:timers/promises';
import {
  clientSecrets,
  openTestAuthority,
  ordersApi,
  type TestAuthority,
} from '@latchkey/testing/authority-in-process';
import { recordSecret } from '@latchkey/testing/run';
import { createIntrospector, type Introspector, type IntrospectorOptions } from '../../src/introspection/index.ts';
import { createMetadataSource } from '../../src/metadata-source.ts';

const issuer = 'https://id.example';
const credentials = { clientId: 'orders-api', clientSecret: clientSecrets['orders-api'] };
const unavailable = { status: 'unavailable', retryAfterSeconds: 1 };
/** Longer than any of these answers takes. */
const patientMs = 60_000;

interface World {
  readonly introspector: Introspector;
  readonly asked: readonly { readonly token: string; readonly authorization: string | null }[];
  answer: (token: string, signal: AbortSignal) => Response | Promise<Response>;
  nowMs: number;
}

/** An authority that answers what the test says, when the test says so. */
function openAnswering(options: Partial<IntrospectorOptions> = {}): World {
  const asked: { token: string; authorization: string | null }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.method === 'GET') return Response.json({ issuer, introspection_endpoint: `${issuer}/introspect` });
    const token = new URLSearchParams(await request.text()).get('token') ?? '';
    asked.push({ token, authorization: request.headers.get('authorization') });
    return world.answer(token, request.signal);
  };
  const world: World = {
    asked,
    answer: () => Response.json({ active: true }),
    nowMs: 0,
    introspector: createIntrospector({
      credentials,
      metadata: createMetadataSource(issuer, { fetch, fetchTimeoutMs: patientMs }),
      fetch,
      timeoutMs: patientMs,
      clock: { monotonicMs: () => world.nowMs },
      ...options,
    }),
  };
  return world;
}

describe('introspection at a real authority', () => {
  let authority: TestAuthority;
  before(async () => {
    authority = await openTestAuthority();
  });
  after(() => authority.close());

  async function issue(): Promise<string> {
    const response = await authority.fetch('/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'service',
        client_secret: clientSecrets.service,
        resource: ordersApi,
      }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  }

  const open = (clientId: keyof typeof clientSecrets = 'orders-api'): Introspector => {
    const fetch: typeof globalThis.fetch = (input, init) => authority.fetch(new Request(input, init));
    return createIntrospector({
      credentials: { clientId, clientSecret: clientSecrets[clientId] },
      metadata: createMetadataSource(authority.issuer, { fetch, fetchTimeoutMs: patientMs }),
      fetch,
      timeoutMs: patientMs,
      cacheSeconds: 0,
    });
  };

  it('V6 tells a live token from a revoked one', async () => {
    const introspector = open();
    const token = await issue();
    assert.deepEqual(await introspector.introspect(token), { status: 'active' });
    const { jti, exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      jti: string;
      exp: number;
    };
    await authority.store.revokeAccessToken(
      { jti, expiresAtMs: exp * 1000, clientId: 'service' as never },
      { requestId: 'test', address: undefined, userAgent: undefined },
    );
    assert.deepEqual(await introspector.introspect(token), { status: 'inactive' });
    assert.deepEqual(await introspector.introspect('nonsense'), { status: 'inactive' });
  });

  it('V6 with credentials that may not ask is unavailable, not inactive', async () => {
    assert.deepEqual(await open('web-app').introspect(await issue()), unavailable);
  });
});

describe('introspection', () => {
  it('takes credentials and token nowhere but where the metadata says', async () => {
    const redirects: string[] = [];
    const introspector = createIntrospector({
      credentials,
      metadata: createMetadataSource(issuer, {
        fetch: async () => Response.json({ issuer, introspection_endpoint: `${issuer}/introspect` }),
        fetchTimeoutMs: patientMs,
      }),
      timeoutMs: patientMs,
      fetch: async (input, init) => {
        redirects.push(new Request(input, init).redirect);
        return Response.json({ active: true });
      },
    });
    await introspector.introspect('a');
    assert.deepEqual(redirects, ['error']);
  });

  it('RFC 6749 §2.3.1 form-url-encodes its credentials', async () => {
    const clientSecret = recordSecret('a:b c%d+é-secret');
    const world = openAnswering({ credentials: { clientId: 'the api', clientSecret } });
    await world.introspector.introspect('t');
    const sent = world.asked[0]?.authorization?.replace('Basic ', '') ?? '';
    assert.equal(Buffer.from(sent, 'base64').toString(), 'the+api:a%3Ab+c%25d%2B%C3%A9-secret');
  });

  it('V7 asks once for all who ask about a token at a time, and again after the answer has aged', async () => {
    const world = openAnswering({ cacheSeconds: 5 });
    const { introspector } = world;
    const answers = await Promise.all(Array.from({ length: 50 }, () => introspector.introspect('a')));
    assert.ok(answers.every(({ status }) => status === 'active'));
    assert.equal(world.asked.length, 1);
    world.nowMs = 4_999;
    assert.deepEqual(introspector.recall('a'), { status: 'active' });
    await introspector.introspect('a');
    assert.equal(world.asked.length, 1);
    world.nowMs = 5_000;
    assert.equal(introspector.recall('a'), undefined);
    world.answer = () => Response.json({ active: false });
    assert.deepEqual(await introspector.introspect('a'), { status: 'inactive' });
    assert.deepEqual(introspector.recall('a'), { status: 'inactive' });
    assert.equal(world.asked.length, 2);
    assert.equal(introspector.recall('b'), undefined);
  });

  it('keeps a limited number of answers, the newest', async () => {
    const world = openAnswering({ maxCachedAnswers: 2 });
    for (const token of ['a', 'b', 'c']) await world.introspector.introspect(token);
    assert.deepEqual(
      ['a', 'b', 'c'].map((token) => world.introspector.recall(token)?.status),
      [undefined, 'active', 'active'],
    );
  });

  const unclear: readonly (readonly [string, () => Response])[] = [
    ['401', () => new Response('{"active":false}', { status: 401 })],
    ['500', () => new Response('{"active":true}', { status: 500 })],
    ['503', () => new Response(null, { status: 503 })],
    ['a page', () => new Response('<html>')],
    ['a list', () => Response.json([{ active: true }])],
    ['no `active`', () => Response.json({ ok: true })],
    ['an `active` that is text', () => Response.json({ active: 'true' })],
    ['two `active`s', () => new Response('{"active":false,"active":true}')],
    ['endless text', () => new Response(`{"active":true,"x":"${'x'.repeat(300_000)}"}`)],
    ['nothing', () => new Response('')],
  ];
  for (const [what, answer] of unclear) {
    it(`V6 is unavailable when it is answered with ${what}, and asks again next time`, async () => {
      const world = openAnswering();
      world.answer = answer;
      assert.deepEqual(await world.introspector.introspect('a'), unavailable);
      assert.equal(world.introspector.recall('a'), undefined);
      world.answer = () => Response.json({ active: true });
      assert.deepEqual(await world.introspector.introspect('a'), { status: 'active' });
    });
  }

  it('V6 is unavailable when the authority cannot be reached or does not answer in time', async () => {
    const world = openAnswering({ timeoutMs: 30 });
    world.answer = () => Promise.reject(new TypeError('fetch failed'));
    assert.deepEqual(await world.introspector.introspect('a'), unavailable);
    world.answer = (_token, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    assert.deepEqual(await world.introspector.introspect('a'), unavailable);
  });

  it('asks a limited number of questions at a time, lets some wait, and is unavailable to the rest at once', async () => {
    const world = openAnswering({ maxConcurrent: 2, maxWaiting: 3 });
    const held: ((response: Response) => void)[] = [];
    world.answer = () => new Promise((resolve) => held.push(resolve));
    const verdicts = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((token) => world.introspector.introspect(token));
    assert.deepEqual(await Promise.all(verdicts.slice(5)), [unavailable, unavailable]);
    while (world.asked.length < 2) await settle();
    for (let turn = 0; turn < 10; turn += 1) await settle();
    assert.deepEqual(
      world.asked.map(({ token }) => token),
      ['a', 'b'],
    );
    while (held.length > 0 || world.asked.length < 5) {
      held.shift()?.(Response.json({ active: true }));
      await settle();
    }
    assert.ok((await Promise.all(verdicts.slice(0, 5))).every(({ status }) => status === 'active'));
    assert.deepEqual(
      world.asked.map(({ token }) => token),
      ['a', 'b', 'c', 'd', 'e'],
    );
  });

  it('does not ask any more for whoever waited longer than the patience', async () => {
    const world = openAnswering({ maxConcurrent: 1 });
    const { promise: held, resolve: release } = Promise.withResolvers<Response>();
    world.answer = () => held;
    const first = world.introspector.introspect('a');
    const second = world.introspector.introspect('b');
    world.nowMs = patientMs;
    while (world.asked.length < 1) await settle();
    release(Response.json({ active: true }));
    assert.deepEqual([(await first).status, await second], ['active', unavailable]);
    assert.equal(world.asked.length, 1);
  });

  it('has no more patience with the metadata than with the question', { timeout: 30_000 }, async () => {
    const metadata = {
      ...createMetadataSource(issuer, { fetch, fetchTimeoutMs: patientMs }),
      get: () => new Promise<never>(() => {}),
    };
    const introspector = createIntrospector({ credentials, metadata, timeoutMs: 20 });
    assert.deepEqual(await introspector.introspect('a'), unavailable);
  });
});
