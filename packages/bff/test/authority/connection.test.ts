import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import type { ConnectionSettings } from '../../src/authority/connection.ts';
import { madeUpIssuer as issuer, openTestConnection } from '../kit/test-connection.ts';

/** Metadata as it is asked for, and a count of the requests. */
function open(metadata: () => Response | Promise<Response>, overrides: Partial<ConnectionSettings> = {}) {
  const asked: string[] = [];
  const { connection, lines } = openTestConnection(async (input, init) => {
    asked.push(String(input));
    const answer = Promise.resolve(metadata());
    const aborted = new Promise<never>((_, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
    });
    return await Promise.race([answer, aborted]);
  }, overrides);
  return { connection, asked, lines };
}

const describeIssuer =
  (members: object = {}) =>
  () =>
    Response.json({ issuer, ...members });

describe('the connection to the authority', () => {
  it('reads the metadata once for many, and again after a failure', async () => {
    const { connection, asked } = open(describeIssuer());
    const work = async () => 'done';
    const attempts = await Promise.all([connection.attempt('a', work), connection.attempt('b', work)]);
    assert.deepEqual(attempts, [
      { ok: true, value: 'done' },
      { ok: true, value: 'done' },
    ]);
    assert.deepEqual(asked, [`${issuer}/.well-known/openid-configuration`]);
    await connection.attempt('c', async () => {
      throw new Error('an endpoint moved');
    });
    await connection.attempt('d', work);
    assert.equal(asked.length, 2);
  });

  it('does not read it again after a refusal, which is an answer', async () => {
    const { connection, asked } = open(describeIssuer());
    const response = new Response();
    const refusal = new oauth.ResponseBodyError('no', { cause: { error: 'invalid_grant' }, response });
    const attempt = await connection.attempt('a', () => Promise.reject(refusal));
    assert.equal(!attempt.ok && attempt.failure.kind, 'refused');
    await connection.attempt('b', async () => 1);
    assert.equal(asked.length, 1);
  });

  for (const [what, members] of [
    ['names another issuer', { issuer: 'https://evil.example' }],
    ['spells its issuer in another way', { issuer: `${issuer}/` }],
    ['has a token endpoint on plain http', { token_endpoint: 'http://id.example.com/token' }],
    ['has a token endpoint on this machine', { token_endpoint: 'http://localhost:4000/token' }],
    ['has an authorization endpoint of script', { authorization_endpoint: 'javascript:alert(1)' }],
    ['has an end of session that is no address', { end_session_endpoint: 5 }],
    ['has a challenge endpoint on plain http', { authorization_challenge_endpoint: 'http://id.example.com/c' }],
  ] as const) {
    it(`does not trust metadata that ${what}`, async () => {
      const { connection } = open(describeIssuer(members));
      const attempt = await connection.attempt('a', async () => 1);
      assert.equal(!attempt.ok && attempt.failure.kind, 'unavailable');
      await assert.rejects(connection.readMetadata());
    });
  }

  it('speaks http to this very machine alone, also when that one names another', async () => {
    const local = 'http://localhost:4000';
    const here = open(() => Response.json({ issuer: local, token_endpoint: `${local}/token` }), { issuer: local });
    assert.deepEqual(await here.connection.attempt('a', async () => 1), { ok: true, value: 1 });
    const there = open(() => Response.json({ issuer: local, token_endpoint: 'http://evil.example/token' }), {
      issuer: local,
    });
    assert.equal((await there.connection.attempt('a', async () => 1)).ok, false);
  });

  it('asks no issuer for its metadata over plain http but one on this machine', async () => {
    const { connection, asked } = open(describeIssuer(), { issuer: 'http://id.example.com' });
    const attempt = await connection.attempt('a', async () => 1);
    assert.equal(!attempt.ok && attempt.failure.reason, 'OAUTH_HTTP_REQUEST_FORBIDDEN');
    assert.equal(asked.length, 0);
  });

  it('is patient for so long with metadata and request together, and says what happened by name', async () => {
    const { connection, lines } = open(() => new Promise(() => {}), { authorityTimeoutMs: 100 });
    const attempt = await connection.attempt('refresh', async () => 1);
    assert.equal(!attempt.ok && attempt.failure.reason, 'TimeoutError');
    assert.deepEqual(lines[0]?.fields, { operation: 'refresh', outcome: 'unavailable', reason: 'TimeoutError' });
  });

  it('gives the request no more time than what the metadata left', async () => {
    const { connection } = open(describeIssuer(), { authorityTimeoutMs: 100 });
    const attempt = await connection.attempt('refresh', ({ options }) => {
      const { promise, reject } = Promise.withResolvers<never>();
      options.signal.addEventListener('abort', () => reject(options.signal.reason as Error));
      // The signal's own timer keeps no process alive.
      const alive = setInterval(() => {}, 1000);
      return promise.finally(() => clearInterval(alive));
    });
    assert.equal(!attempt.ok && attempt.failure.reason, 'TimeoutError');
  });

  it('authenticates in the header, or in the body where the authority takes nothing else', async () => {
    const authenticate = async (methods?: readonly string[]) => {
      const { connection } = open(describeIssuer({ token_endpoint_auth_methods_supported: methods }));
      const headers = new Headers();
      const body = new URLSearchParams();
      await connection.attempt('a', async ({ authentication, server, client }) => {
        await authentication(server, client, body, headers);
      });
      return [headers.get('authorization'), body.get('client_secret')];
    };
    const basic = [`Basic ${Buffer.from('app:x+y').toString('base64')}`, null];
    assert.deepEqual(await authenticate(), basic);
    assert.deepEqual(await authenticate(['client_secret_post', 'client_secret_basic']), basic);
    assert.deepEqual(await authenticate(['client_secret_post']), [null, 'x y']);
  });
});
