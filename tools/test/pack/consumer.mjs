/** What somebody who installed the packages from a registry would write. */

export const javascript = `
import assert from 'node:assert/strict';
import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBff } from '@latchkey/bff';
import { createNodeListener } from '@latchkey/bff/node';
import { createGuard } from '@latchkey/guard/fetch';
import { createMemoryProvider, openKeyRing } from '@latchkey/keys';
import { createAuthority } from '@latchkey/server';
import { describeDeclaration, loadConfig } from '@latchkey/server/config';
import { createClock } from '@latchkey/server/store';
import { openSqliteStore } from '@latchkey/stores/sqlite';
import { openSqliteBffStore } from '@latchkey/stores/sqlite-bff';
import { signJws } from '@latchkey/tokens/jws/sign';
import { verifyJws } from '@latchkey/tokens/jws/verify';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const token = signJws({ typ: 'at+jwt' }, { sub: 'ada' }, { kid: 'k1', alg: 'ES256', privateKey });
const verified = verifyJws(token, { typ: 'at+jwt', findKey: () => ({ kid: 'k1', alg: 'ES256', publicKey }) });
assert.equal(verified.ok, true);
assert.equal(verified.claims.sub, 'ada');

const folder = mkdtempSync(join(tmpdir(), 'latchkey-consumer-'));
const file = join(folder, 'latchkey.config.json');
writeFileSync(file, JSON.stringify({ issuer: 'http://localhost:4000' }));
const { config } = await loadConfig({ file, env: {} });
const store = await openSqliteStore({ file: join(folder, 'latchkey.db') });
const clock = createClock();
const day = 86_400_000;
const keys = await openKeyRing({
  issuer: config.issuer,
  sealingKey: createSecretKey(randomBytes(32)),
  provider: createMemoryProvider(),
  clock,
  policy: {
    jwksTtlMs: 300_000,
    signingKeyTtlMs: 30 * day,
    retainMs: { access_token: day, id_token: day, feed: day, refresh_token: 30 * day, browser: day },
  },
});
const silent = { debug() {}, info() {}, warn() {}, error() {} };
await store.reconcileConfiguration(describeDeclaration(config), day, { requestId: 'start' });
const authority = createAuthority({ config, store, keys, clock, log: silent });
const response = await authority.fetch(new Request(config.issuer + '/.well-known/openid-configuration'), {
  remoteAddress: '127.0.0.1',
});
assert.equal(response.status, 200);
assert.equal((await response.json()).issuer, config.issuer);

const audience = 'https://api.example.com';
const guard = createGuard({
  issuer: config.issuer,
  audience,
  fetch: (url, init) => authority.fetch(new Request(url, init), { remoteAddress: '127.0.0.1' }),
  onWarning() {},
});
const handle = guard.fetch({ scope: 'orders:read' }, (request, auth) => new Response(auth.claims.sub));
assert.equal((await handle(new Request(audience))).status, 401);
const iat = Math.floor(Date.now() / 1000);
const ids = { jti: randomBytes(16).toString('base64url'), sub: 'ada', client_id: 'app' };
const claims = { iss: config.issuer, aud: audience, iat, exp: iat + 60, scope: 'orders:read', ...ids };
const accessToken = signJws({ typ: 'at+jwt' }, claims, keys.signer('access_token', 'ES256'));
const answer = await handle(new Request(audience, { headers: { authorization: 'Bearer ' + accessToken } }));
assert.equal(await answer.text(), 'ada');
guard.close();

const sessions = await openSqliteBffStore({ file: join(folder, 'bff-sessions.db') });
const origin = 'http://localhost:4001';
const bff = createBff({
  origin,
  issuer: config.issuer,
  clientId: 'web-app',
  clientSecret: 'nothing is asked with it here',
  sealingKey: createSecretKey(randomBytes(32)),
  store: sessions,
  apis: [{ path: '/api/orders', target: 'http://localhost:4002/orders', scopes: ['orders:read'] }],
});
assert.deepEqual(await (await bff.fetch(new Request(origin + '/auth/session'))).json(), { signed_in: false });
assert.equal((await bff.fetch(new Request(origin + '/api/orders'))).status, 401);
assert.equal(typeof createNodeListener(bff), 'function');
bff.close();
await sessions.close();
await keys.close();
await store.close();
rmSync(folder, { recursive: true });
console.log('all of it works');
`;

export const typescript = `
import { type Bff, type BffOptions, createBff } from '@latchkey/bff';
import type { BffSessionStore } from '@latchkey/bff/store';
import { createGuard } from '@latchkey/guard/fetch';
import type { KeyRing } from '@latchkey/keys';
import { type Authority, type AuthorityParts, createAuthority } from '@latchkey/server';
import { type AuthorityConfigInput, defineConfig, loadConfig } from '@latchkey/server/config';
import type { AuthorityStore } from '@latchkey/server/store';
import { openSqliteStore } from '@latchkey/stores/sqlite';
import { signJws } from '@latchkey/tokens/jws/sign';

export const input: AuthorityConfigInput = defineConfig({ issuer: 'https://id.example.com' });
export async function open(keys: KeyRing, rest: Pick<AuthorityParts, 'clock' | 'log'>): Promise<Authority> {
  const { config } = await loadConfig({ file: 'latchkey.config.ts' });
  const store: AuthorityStore = await openSqliteStore({ file: 'latchkey.db' });
  return createAuthority({ config, store, keys, ...rest });
}
const guard = createGuard({ issuer: 'https://id.example.com', audience: 'https://api.example.com' });
export const handle = guard.fetch({ scope: 'orders:read' }, (_request, auth) => new Response(auth.claims.sub));
export function proxy(store: BffSessionStore, rest: Pick<BffOptions, 'sealingKey' | 'clientSecret'>): Bff {
  return createBff({ origin: 'https://shop.example', issuer: 'https://id.example.com', clientId: 'shop', store, apis: [], ...rest });
}
// @ts-expect-error a key is no text: the types are there, and they are not any
signJws({ typ: 'at+jwt' }, {}, 'secret');
`;
