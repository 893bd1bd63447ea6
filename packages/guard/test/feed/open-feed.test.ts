import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { clientSecrets, openTestAuthority, type TestAuthority } from '@latchkey/testing/authority-in-process';
import { signJws } from '@latchkey/tokens/jws/sign';
import { type FeedMessage, revocationFeedTyp } from '@latchkey/tokens/revocation-feed';
import { type FeedEvent, type FeedOptions, openFeed, type RevocationFeed } from '../../src/feed/index.ts';
import { createMetadataSource } from '../../src/metadata-source.ts';
import { createToken } from './sample-token.ts';
import { createWire, type Wire } from './wire.ts';

const context = { requestId: 'test', address: undefined, userAgent: undefined };
const hourMs = 3_600_000;

const readMessage = (token: string): FeedMessage =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as FeedMessage;

describe('the feed of an authority', { timeout: 300_000 }, () => {
  let authority: TestAuthority;
  let wire: Wire;
  let events: FeedEvent[];
  let opened: RevocationFeed[];
  let tokens = 0;

  before(async () => {
    authority = await openTestAuthority();
  });
  after(() => authority.close());
  beforeEach(() => {
    wire = createWire(authority);
    events = [];
    opened = [];
  });
  afterEach(() => {
    for (const feed of opened) feed.close();
  });

  function open(options: Partial<FeedOptions> = {}): RevocationFeed {
    const { fetch } = wire;
    const feed = openFeed({
      issuer: authority.issuer,
      credentials: { clientId: 'orders-api', clientSecret: clientSecrets['orders-api'] },
      metadata: createMetadataSource(authority.issuer, { fetch, fetchTimeoutMs: 60_000 }),
      fetch,
      clock: { nowMs: () => authority.clock.nowMs(), monotonicMs: () => performance.now() },
      onEvent: (event) => events.push(event),
      ...options,
    });
    opened.push(feed);
    return feed;
  }

  const nextToken = (): ReturnType<typeof createToken> => {
    tokens += 1;
    return createToken({ jti: `g${tokens}.t`, grantId: `g${tokens}`, sid: `s${tokens}`, sub: `u${tokens}` });
  };
  const revoke = (token: ReturnType<typeof createToken>, ttlMs = hourMs): Promise<void> =>
    authority.store.revokeAccessToken(
      { jti: token.claims.jti, expiresAtMs: authority.clock.nowMs() + ttlMs, clientId: 'web-app' as never },
      context,
    );
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await wait(5);
  }
  const refusals = (): readonly string[] => events.flatMap((one) => (one.event === 'refused' ? [one.reason] : []));

  it('V6 is loading, then knows the log, and what is revoked as soon as it is', async () => {
    const early = nextToken();
    await revoke(early);
    const feed = open();
    assert.deepEqual(feed.freshness(), { state: 'loading' });
    await feed.ready;
    const freshness = feed.freshness();
    assert.ok(freshness.state === 'known' && freshness.ageMs < 10_000);
    const late = nextToken();
    assert.deepEqual([feed.isRevoked(early), feed.isRevoked(late)], [true, false]);
    await revoke(late);
    await until(() => feed.isRevoked(late));
  });

  it('V6 calls whoever watches a token that is revoked, at once when it was revoked already, and nobody else', async () => {
    const feed = open();
    await feed.ready;
    const token = nextToken();
    const called: string[] = [];
    feed.watch(token, () => called.push('watching'));
    feed.watch(nextToken(), () => called.push('somebody else'));
    const stop = feed.watch(token, () => called.push('stopped'));
    stop();
    await revoke(token);
    await until(() => called.length > 0);
    feed.watch(token, () => called.push('late'));
    const stopLate = feed.watch(token, () => called.push('late but stopped'));
    stopLate();
    await until(() => called.length > 1);
    await wait(10);
    assert.deepEqual(called, ['watching', 'late']);
  });

  it('V6 misses nothing over a reconnect, and resumes where it was', async () => {
    const feed = open();
    await feed.ready;
    const missed = [nextToken(), nextToken(), nextToken()];
    wire.cut();
    for (const token of missed) await revoke(token);
    await until(() => events.filter(({ event }) => event === 'disconnected').length > 2);
    assert.deepEqual(missed.map(feed.isRevoked), [false, false, false]);
    wire.mend();
    await until(() => missed.every(feed.isRevoked));
    assert.equal(wire.positions[0], null);
    assert.match(wire.positions[1] ?? '', /^[\w-]+:\d+:[\w-]{43}$/);
    assert.deepEqual(refusals(), []);
  });

  it('V6 takes a snapshot where what it missed was pruned', async () => {
    const feed = open();
    await feed.ready;
    const [short, long] = [nextToken(), nextToken()];
    wire.cut();
    await revoke(short, 1_000);
    await revoke(long);
    authority.advance(120_000);
    wire.mend();
    await until(() => feed.isRevoked(long));
    assert.equal(feed.isRevoked(short), false, 'it has ended, and nobody needs to know any more');
    assert.deepEqual(refusals(), []);
  });

  it('T6 tells tokens of a client from before its removal from those after, in the same second, both ways', async () => {
    const feed = open();
    await feed.ready;
    const vouch = () => authority.store.vouchForClient('service' as never);
    const issue = async () =>
      createToken({
        clientId: 'service',
        sub: 'service',
        sid: undefined,
        grantId: undefined,
        jti: `c${(tokens += 1)}`,
        rev: (await vouch()).rev,
      });
    const items = authority.config.clients.map(({ clientId }) => ({
      kind: 'client' as const,
      id: clientId,
      properties: {},
    }));
    const declare = (wanted: typeof items) => authority.store.reconcileConfiguration(wanted, hourMs, context);
    for (let round = 0; round < 3; round += 1) {
      const before = await issue();
      await declare(items.filter(({ id }) => id !== 'service'));
      await declare(items);
      const after = await issue();
      await until(() => feed.isRevoked(before));
      assert.equal(feed.isRevoked(after), false);
    }
  });

  const attacks: readonly (readonly [string, string, (message: string) => readonly string[]])[] = [
    ['changed', 'signature', (token) => [changeClaims(token, (claims) => ({ ...claims, entries: [] }))]],
    [
      'signed with a key for access tokens',
      'signature',
      (token) => [
        signJws({ typ: revocationFeedTyp }, readMessage(token), authority.keys.signer('access_token', 'ES256')),
      ],
    ],
    ['cut off', 'malformed', (token) => [token.slice(0, -100)]],
    ['that is no message', 'malformed', () => ['hello']],
    [
      'of the feed key but another issuer',
      'issuer',
      (token) => [resign({ ...readMessage(token), iss: 'https://x.example' })],
    ],
    ['of another kind', 'malformed', (token) => [resign({ ...readMessage(token), event: 'party' })]],
    [
      'from an hour ago',
      'clock',
      (token) => [resign({ ...readMessage(token), readAtMs: authority.clock.nowMs() - hourMs })],
    ],
    ['twice, when it was a delta', 'gap', (token) => (readMessage(token).event === 'delta' ? [token, token] : [token])],
    ['not at all, when it was a delta', 'gap', (token) => (readMessage(token).event === 'delta' ? [] : [token])],
  ];
  const resign = (message: object): string =>
    signJws({ typ: revocationFeedTyp }, message, authority.keys.signer('feed', 'Ed25519'));

  for (const [what, reason, tamper] of attacks) {
    it(`V6 does not believe a message ${what}, and goes on when the way is clean again`, async () => {
      const feed = open();
      await feed.ready;
      const token = nextToken();
      wire.tamper = tamper;
      await revoke(token);
      await until(() => refusals().length > 0);
      assert.equal(refusals()[0], reason);
      wire.tamper = (message) => [message];
      await until(() => feed.isRevoked(token));
      await until(() => events.filter(({ event }) => event === 'connected').length > 1);
    });
  }

  it('V6 does not believe old messages that are played again, in or out of order', async () => {
    const recorded: string[] = [];
    wire.tamper = (message) => {
      recorded.push(message);
      return [message];
    };
    const feed = open();
    await feed.ready;
    await revoke(nextToken());
    await until(() => recorded.length >= 3);
    wire.tamper = () => [recorded[0] ?? ''];
    await until(() => refusals().length > 0);
    assert.equal(refusals()[0], 'replayed');
    events.length = 0;
    wire.tamper = () => recorded.toReversed();
    await until(() => refusals().length > 0);
    assert.equal(refusals()[0], 'replayed');
  });

  it('V6 grows older while only recordings come, and connects again', async () => {
    let last = '';
    const feed = open({ clock: { nowMs: () => authority.clock.nowMs(), monotonicMs: () => performance.now() * 10 } });
    wire.tamper = (message) => {
      last ||= message;
      return [last];
    };
    await feed.ready;
    // The first heartbeat is the snapshot again; then nothing new is ever said.
    await until(() => events.some((one) => one.event === 'disconnected'));
    const freshness = feed.freshness();
    assert.ok(freshness.state === 'known' && freshness.ageMs > 0);
  });

  it('V6 gives up on an authority that says nothing, and on one that stops saying anything', async () => {
    const fast = { nowMs: () => authority.clock.nowMs(), monotonicMs: () => performance.now() * 20 };
    wire.answer = (request) =>
      request.url.endsWith('/revocations')
        ? new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
        : undefined;
    const feed = open({ clock: fast });
    await until(() => events.some((one) => one.event === 'disconnected'));
    assert.deepEqual(events.at(-1), { event: 'disconnected', reason: 'silent' });
    wire.answer = () => undefined;
    await feed.ready;
    events.length = 0;
    wire.tamper = () => [];
    await until(() => events.some((one) => one.event === 'disconnected'));
    assert.deepEqual(events.at(-1), { event: 'disconnected', reason: 'silent' });
  });

  it('connects anew now and then, and resumes, so that clocks that run apart do no harm', async () => {
    // Stands still: nothing else can end a connection.
    let atMs = 0;
    const feed = open({ clock: { nowMs: () => authority.clock.nowMs(), monotonicMs: () => atMs } });
    await feed.ready;
    atMs = 1_801_000;
    await until(() => events.filter(({ event }) => event === 'connected').length > 1);
    assert.deepEqual(
      events.find(({ event }) => event === 'disconnected'),
      { event: 'disconnected', reason: 'renewed' },
    );
    assert.equal(typeof wire.positions[1], 'string');
  });

  it('gives up on an event that does not end', async () => {
    wire.answer = (request) =>
      request.url.endsWith('/revocations')
        ? new Response(`data: ${'x'.repeat(1_100_000)}`, { headers: { 'content-type': 'text/event-stream' } })
        : undefined;
    open();
    await until(() => events.some((one) => one.event === 'disconnected'));
    assert.deepEqual(events.at(-1), { event: 'disconnected', reason: 'refused' });
  });

  it('takes no other answer for a feed', async () => {
    const answers = [
      new Response('data: x\n\n', { headers: { 'content-type': 'text/plain' } }),
      new Response(null, { status: 302, headers: { location: 'https://evil.example/' } }),
      new Response(''),
      new Response('data: x\n\n', { status: 500, headers: { 'content-type': 'text/event-stream' } }),
    ];
    for (const answer of answers) {
      events.length = 0;
      wire.answer = (request) => (request.url.endsWith('/revocations') ? answer.clone() : undefined);
      const feed = open();
      await until(() => events.length > 0);
      assert.deepEqual(events[0], { event: 'disconnected', reason: 'not_connected', status: answer.status });
      feed.close();
    }
  });

  it('takes its credentials nowhere but where the metadata says', async () => {
    const redirects = new Set<string>();
    wire.answer = (request) => {
      if (request.headers.has('authorization')) redirects.add(request.redirect);
      return undefined;
    };
    await open().ready;
    assert.deepEqual([...redirects], ['error']);
  });

  it('finds the feed again when it has moved', async () => {
    let isMoved = false;
    wire.answer = (request) => {
      if (request.url.endsWith('/revocations') && !isMoved) return new Response(null, { status: 404 });
      if (!request.url.includes('.well-known')) return undefined;
      const { issuer } = authority;
      const feed = `${issuer}/${isMoved ? 'revocations' : 'old/revocations'}`;
      const jwks = `${issuer}/revocations/jwks`;
      return Response.json({ issuer, revocation_feed_endpoint: feed, revocation_feed_jwks_uri: jwks });
    };
    const feed = open();
    await until(() => events.length > 0);
    assert.deepEqual(events[0], { event: 'disconnected', reason: 'not_connected', status: 404 });
    isMoved = true;
    await feed.ready;
  });

  it('says when its credentials are refused, and goes on trying', async () => {
    open({ credentials: { clientId: 'web-app', clientSecret: clientSecrets['web-app'] } });
    await until(() => events.length > 1);
    assert.deepEqual(events[0], { event: 'disconnected', reason: 'not_connected', status: 403 });
  });

  it('is absent when the issuer has no feed', async () => {
    wire.answer = (request) =>
      request.url.includes('.well-known') ? Response.json({ issuer: authority.issuer }) : undefined;
    const feed = open();
    await feed.ready;
    assert.deepEqual([feed.freshness(), events], [{ state: 'absent' }, [{ event: 'no_feed' }]]);
  });

  it('says when the issuer cannot be found, and is loading until it can', async () => {
    wire.cut();
    const feed = open();
    await until(() => events.length > 1);
    assert.deepEqual(events[0], { event: 'disconnected', reason: 'not_located' });
    assert.deepEqual(feed.freshness(), { state: 'loading' });
    wire.mend();
    await feed.ready;
  });

  it('K2 learns of a new feed key when a message names it, without asking again and again', async () => {
    let isOld = true;
    wire.answer = (request) =>
      request.url.endsWith('/revocations/jwks') && isOld ? Response.json({ keys: [] }) : undefined;
    const feed = open();
    await until(() => refusals().length > 1);
    assert.ok(wire.count('/revocations/jwks') < refusals().length + 1);
    isOld = false;
    await feed.ready;
  });

  it('keeps what it knows after it was closed, and asks for nothing any more', async () => {
    const feed = open();
    await feed.ready;
    const token = nextToken();
    await revoke(token);
    await until(() => feed.isRevoked(token));
    feed.close();
    feed.close();
    await wait(50);
    const asked = wire.count('/revocations');
    await wait(400);
    assert.deepEqual([wire.count('/revocations'), feed.isRevoked(token)], [asked, true]);
  });

  function changeClaims(token: string, change: (claims: FeedMessage) => object): string {
    const [header, , signature] = token.split('.');
    return [header, Buffer.from(JSON.stringify(change(readMessage(token)))).toString('base64url'), signature].join('.');
  }
});
