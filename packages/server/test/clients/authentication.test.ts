import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import type { AuditContext, AuditEvent } from '../../src/audit/event.ts';
import type { AuthorityParts } from '../../src/authority.ts';
import { createClientAuthentication } from '../../src/clients/authentication.ts';
import { createClientRegistry } from '../../src/clients/registry.ts';
import type { ClientConfig } from '../../src/config/config.ts';
import { readRequest } from '../../src/http/fetch-edge.ts';
import { OAuthError } from '../../src/http/oauth-error.ts';
import { readParameters } from '../../src/http/oauth-parameters.ts';
import type { AttemptCounter, AttemptReservation } from '../../src/sign-in/store.ts';
import { createSampleConfig, secretOf } from '../sample-config.ts';

const address = '192.0.2.7';

interface Attempt {
  readonly clientId?: string;
  readonly secret?: string | undefined;
  readonly basic?: string;
  readonly address?: string;
}

/** Authentication over a store that counts as the real one does, and remembers what it was asked. */
function createBench() {
  const config = createSampleConfig();
  const counts = new Map<string, number>();
  const events: AuditEvent[] = [];
  let nowMs = 1_000_000;
  const store = {
    async reserveAttempt(counters: readonly AttemptCounter[]): Promise<AttemptReservation> {
      for (const { key, limit, windowMs } of counters) {
        const name = Buffer.from(key).toString('hex');
        const count = (counts.get(name) ?? 0) + 1;
        counts.set(name, count);
        if (count > limit) return { allowed: false, retryAfterMs: windowMs, firstRefusal: count === limit + 1 };
      }
      return { allowed: true };
    },
    async appendAuditEvent(event: AuditEvent): Promise<void> {
      events.push(event);
    },
  };
  const secret = { id: 1, key: createSecretKey(randomBytes(32)) };
  const parts = {
    config,
    store,
    keys: { secret: () => secret },
    clock: { nowMs: () => nowMs },
  } as unknown as AuthorityParts;
  const create = () => createClientAuthentication(parts, createClientRegistry(config));
  let authenticate = create();
  const audit: AuditContext = { requestId: 'r', address, userAgent: undefined };

  return {
    counts,
    events,
    advance: (ms: number) => {
      nowMs += ms;
    },
    /** Another node of the same authority. */
    switchNode: () => {
      authenticate = create();
    },
    try(attempt: Attempt): Promise<ClientConfig> {
      const form = new URLSearchParams();
      if (attempt.clientId !== undefined) form.set('client_id', attempt.clientId);
      if (attempt.secret !== undefined) form.set('client_secret', attempt.secret);
      const headers = new Headers(attempt.basic === undefined ? {} : { authorization: `Basic ${btoa(attempt.basic)}` });
      const request = readRequest(new Request('https://id.example.com/token', { headers }));
      return authenticate({ request, address: attempt.address ?? address, audit }, readParameters(form));
    },
    /** The error code and status of a refused attempt. */
    async refusal(attempt: Attempt): Promise<OAuthError> {
      const error = await this.try(attempt).then(
        () => assert.fail('accepted'),
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof OAuthError, String(error));
      return error;
    },
  };
}

const rightSecret = { clientId: 'web', secret: secretOf('web') };
const wrongSecret = { clientId: 'web', secret: 'wrong' };

describe('client authentication', () => {
  it('accepts the right secret and writes nothing', async () => {
    const bench = createBench();
    assert.equal((await bench.try(rightSecret)).clientId, 'web');
    assert.equal(bench.counts.size + bench.events.length, 0);
  });

  it('RFC 6749 §5.2 refuses a wrong secret with 401, and with the challenge when Basic was used', async () => {
    const bench = createBench();
    const byPost = await bench.refusal(wrongSecret);
    assert.deepEqual([byPost.code, byPost.status], ['invalid_client', 401]);
    assert.equal(byPost.headers['www-authenticate'], undefined);
    const byBasic = await bench.refusal({ basic: 'web:wrong' });
    assert.match(byBasic.headers['www-authenticate'] ?? '', /^Basic /);
  });

  it('refuses a confidential client without a secret, and a public one with any', async () => {
    const bench = createBench();
    assert.equal((await bench.refusal({ clientId: 'web' })).detail, 'secret_missing');
    assert.equal((await bench.refusal({ clientId: 'native', secret: 'x' })).detail, 'secret_of_public_client');
    assert.equal((await bench.try({ clientId: 'native' })).clientId, 'native');
  });

  it('refuses the secret of another client', async () => {
    const bench = createBench();
    assert.equal((await bench.refusal({ clientId: 'web', secret: secretOf('other') })).code, 'invalid_client');
  });

  it('answers an unknown client exactly like a wrong secret', async () => {
    const bench = createBench();
    const [unknown, wrong] = [
      await bench.refusal({ clientId: 'nobody', secret: 'x' }),
      await bench.refusal(wrongSecret),
    ];
    assert.deepEqual([unknown.code, unknown.status, unknown.message], [wrong.code, wrong.status, wrong.message]);
  });

  it('O1 records each failure without the secret or a made-up name', async () => {
    const bench = createBench();
    await bench.refusal(wrongSecret);
    await bench.refusal({ clientId: 'made-up-name', secret: 'hunter2' });
    assert.deepEqual(
      bench.events.map(({ type, clientId, detail }) => [type, clientId, detail?.['reason']]),
      [
        ['client.authentication_failed', 'web', 'wrong_secret'],
        ['client.authentication_failed', undefined, 'unknown_client'],
      ],
    );
    assert.doesNotMatch(JSON.stringify(bench.events), /hunter2|made-up-name|"wrong"/);
  });

  it('§13 stops guessing after the limit, the right secret included, until the window ends', async () => {
    const bench = createBench();
    for (let guess = 0; guess < 3; guess += 1) assert.equal((await bench.refusal(wrongSecret)).status, 401);
    const limited = await bench.refusal(rightSecret);
    assert.deepEqual([limited.code, limited.status], ['temporarily_unavailable', 429]);
    assert.equal(limited.headers['retry-after'], '900');
    bench.advance(900_000);
    assert.equal((await bench.try(rightSecret)).clientId, 'web');
  });

  it('§13 limits guesses that come all at once', async () => {
    const bench = createBench();
    const guesses = await Promise.all(Array.from({ length: 50 }, () => bench.refusal(wrongSecret)));
    assert.equal(guesses.filter(({ status }) => status === 401).length, 3);
  });

  it('§13 does not let strangers lock a client out: its own address has its own count', async () => {
    const bench = createBench();
    for (let guess = 0; guess < 10; guess += 1) await bench.refusal({ ...wrongSecret, address: '198.51.100.1' });
    assert.equal((await bench.try(rightSecret)).clientId, 'web');
  });

  it('§13 counts all of an IPv6 /64 as one address', async () => {
    const bench = createBench();
    for (const last of [1, 2, 3]) await bench.refusal({ ...wrongSecret, address: `2001:db8:0:1::${last}` });
    assert.equal((await bench.refusal({ ...rightSecret, address: '2001:db8:0:1::99' })).status, 429);
    assert.equal((await bench.try({ ...rightSecret, address: '2001:db8:0:2::1' })).clientId, 'web');
  });

  it('§13 holds across nodes: another one learns of the limit with its first failure', async () => {
    const bench = createBench();
    for (let guess = 0; guess < 3; guess += 1) await bench.refusal(wrongSecret);
    bench.switchNode();
    assert.equal((await bench.refusal(wrongSecret)).status, 401);
    assert.equal((await bench.refusal(rightSecret)).status, 429);
  });

  it('§13 does not flood the audit trail: one event more once the limit is reached', async () => {
    const bench = createBench();
    for (let node = 0; node < 6; node += 1) {
      bench.switchNode();
      await bench.refusal(wrongSecret);
    }
    assert.equal(bench.events.length, 4);
  });

  it('does not open a counter for each invented name', async () => {
    const bench = createBench();
    for (const name of ['a', 'b', 'c', 'd']) await bench.refusal({ clientId: name, secret: 'x' });
    assert.equal(bench.counts.size, 1);
  });

  it('lets nobody keep a public client out', async () => {
    const bench = createBench();
    for (let guess = 0; guess < 5; guess += 1) await bench.refusal({ clientId: 'native', secret: 'x' });
    assert.equal((await bench.try({ clientId: 'native' })).clientId, 'native');
  });
});
