import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KeyRing } from '@latchkey/keys';
import { computeS256Challenge } from '@latchkey/tokens/pkce';
import { createAuthorization } from '../../src/authorize/authorization.ts';
import type { NewAuthorizationCode } from '../../src/authorize/store.ts';
import type { SignedIn } from '../../src/services.ts';
import type { AuthorityStore } from '../../src/store.ts';
import { assertRefuses } from '../refusal.ts';
import { createSampleConfig, orders } from '../sample-config.ts';

const challenge = computeS256Challenge('v'.repeat(43));
const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };

function createBench(saves = true) {
  const saved: NewAuthorizationCode[] = [];
  const store = {
    async saveAuthorizationCode(code: NewAuthorizationCode): Promise<boolean> {
      saved.push(code);
      return saves;
    },
  } as unknown as AuthorityStore;
  const keys = { verifier: () => undefined } as unknown as KeyRing;
  return { saved, authorization: createAuthorization({ config: createSampleConfig(), keys, store }) };
}

const signedIn = { session: { sessionId: 'sid' }, user: { userId: 'ada' } } as unknown as SignedIn;

describe('parseChallenge', () => {
  const { authorization } = createBench();
  const parse = (changes: Record<string, string>) =>
    authorization.parseChallenge(new URLSearchParams({ client_id: 'native', ...pkce, ...changes }));

  it('§13 takes a client that was allowed it, with PKCE and without a redirect URI', () => {
    const request = parse({ scope: 'openid orders:read' });
    assert.equal(request.client.clientId, 'native');
    assert.equal(request.redirectUri, undefined);
    assert.equal(request.codeChallenge, challenge);
    assert.deepEqual(request.resources, [orders]);
    assert.equal(request.prompt.size, 0);
  });

  it('§13 refuses every other client', () => {
    assertRefuses(() => parse({ client_id: 'web' }), 'unauthorized_client');
    assertRefuses(() => parse({ client_id: 'partner' }), 'unauthorized_client');
    assertRefuses(() => parse({ client_id: 'nobody' }), 'invalid_client');
  });

  it('§13 judges PKCE, scope and resource as the authorization endpoint does', () => {
    assertRefuses(() => parse({ code_challenge_method: 'plain' }), 'invalid_request');
    assertRefuses(() => parse({ code_challenge: '' }), 'invalid_request');
    assertRefuses(() => parse({ scope: 'payroll:read' }), 'invalid_scope');
    assertRefuses(() => parse({ resource: 'https://evil.example' }), 'invalid_target');
    assertRefuses(() => parse({ request: 'x' }), 'request_not_supported');
  });
});

describe('issueCode', () => {
  const parse = (bench: ReturnType<typeof createBench>, scope: string) =>
    bench.authorization.parseChallenge(new URLSearchParams({ client_id: 'native', scope, nonce: 'n', ...pkce }));

  it('stores the hash of the code and all that it stands for, never the code', async () => {
    const bench = createBench();
    const code = await bench.authorization.issueCode(parse(bench, 'openid orders:read'), signedIn);
    const [row] = bench.saved;
    assert.ok(row);
    const { codeHash, ...rest } = row;
    assert.equal(codeHash.length, 32);
    assert.deepEqual(rest, {
      clientId: 'native',
      userId: 'ada',
      sessionId: 'sid',
      redirectUri: undefined,
      codeChallenge: challenge,
      scopes: ['openid', 'orders:read'],
      resources: [orders],
      nonce: 'n',
      ttlMs: 60_000,
    });
    assert.ok(!JSON.stringify(row).includes(code));
  });

  it('marks a code with offline access', async () => {
    const bench = createBench();
    assert.match(await bench.authorization.issueCode(parse(bench, 'openid offline_access'), signedIn), /^lkco_/);
    assert.match(await bench.authorization.issueCode(parse(bench, 'openid'), signedIn), /^lkc_/);
  });

  it('refuses when the session ended meanwhile', async () => {
    const bench = createBench(false);
    await assert.rejects(bench.authorization.issueCode(parse(bench, 'openid'), signedIn), { code: 'access_denied' });
  });
});

describe('refuse', () => {
  it('RFC 9207 §2 sends the error back with state and iss, or throws it when there is nowhere to send it', () => {
    const { authorization } = createBench();
    const query = { client_id: 'web', redirect_uri: 'https://app.example.com/cb?tenant=1', response_type: 'code' };
    const parsed = authorization.parse(new URLSearchParams({ ...query, ...pkce, scope: 'openid', state: 'x' }));
    assert.ok('request' in parsed);
    const response = authorization.refuse(parsed.request, 'access_denied', 'The person said no.');
    const location = response.headers['location'] ?? '';
    assert.ok(location.startsWith('https://app.example.com/cb?tenant=1&error=access_denied&'));
    assert.match(location, /&state=x&iss=https%3A%2F%2Fid\.example\.com$/);
    const challenge = authorization.parseChallenge(new URLSearchParams({ client_id: 'native', ...pkce }));
    assertRefuses(() => authorization.refuse(challenge, 'access_denied', 'No.'), 'access_denied');
  });
});
