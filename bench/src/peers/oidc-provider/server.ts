/**
 * oidc-provider with the same two clients and API as ours: ES256 access tokens as JWT, `client_secret_basic`, refresh tokens
 * that rotate. `BENCH_OIDC_PROVIDER` holds what it is told.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Configuration, Provider } from 'oidc-provider';
import { answerQuestions } from '../../measure/answer-questions.ts';
import { createSqliteAdapter } from './sqlite-adapter.ts';

/** Its own memory is what it runs on by default; `memory, no rotation` is its own judgement of when to rotate. */
export type AdapterName = 'memory' | 'memory, no rotation' | 'SQLite, FULL' | 'SQLite, NORMAL';

/** Told by the parent: the secrets, the API, and the adapter. */
export interface OidcProviderInput {
  readonly adapter: AdapterName;
  readonly audience: string;
  readonly clientSecrets: { readonly service: string; readonly app: string };
}

const input = JSON.parse(process.env['BENCH_OIDC_PROVIDER'] ?? 'null') as OidcProviderInput;
const { adapter, audience, clientSecrets } = input;
const scope = 'orders:read';

function createAdapter(): Configuration['adapter'] {
  if (adapter === 'memory' || adapter === 'memory, no rotation') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-oidc-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGTERM', () => process.exit(0));
  const db = new DatabaseSync(join(folder, 'oidc.db'));
  return createSqliteAdapter(db, adapter === 'SQLite, FULL' ? 'FULL' : 'NORMAL');
}

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const chosen = createAdapter();
const provider = new Provider('http://localhost', {
  ...(chosen === undefined ? {} : { adapter: chosen }),
  ...(adapter === 'memory, no rotation' ? {} : { rotateRefreshToken: true }),
  jwks: { keys: [{ ...key, alg: 'ES256', use: 'sig', kid: 'bench' }] },
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  scopes: ['offline_access', scope],
  clients: [
    {
      client_id: 'service',
      client_secret: clientSecrets.service,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: 'ES256',
    },
    {
      client_id: 'app',
      client_secret: clientSecrets.app,
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['https://app.example.com/callback'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
    },
  ],
  findAccount: (_context, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope,
        audience,
        accessTokenTTL: 300,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
  ttl: { AccessToken: 300, ClientCredentials: 300, Grant: 1_209_600, RefreshToken: 1_209_600, Session: 1_209_600 },
});

/** Begin grants and hand out their first refresh tokens, as redeeming a code would. */
async function issueRefreshTokens(count: number): Promise<readonly string[]> {
  const client = await provider.Client.find('app');
  if (client === undefined) throw new Error('The client is not there.');
  const tokens: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const accountId = `person-${index}`;
    const grant = new provider.Grant({ accountId, clientId: client.clientId });
    grant.addOIDCScope('offline_access');
    grant.addResourceScope(audience, scope);
    const token = new provider.RefreshToken({
      accountId,
      client,
      grantId: await grant.save(),
      gty: 'authorization_code',
      authTime: Math.floor(Date.now() / 1000),
      scope: `offline_access ${scope}`,
      resource: audience,
    });
    tokens.push(await token.save());
  }
  return tokens;
}

const server = provider.listen(0, '127.0.0.1');
await once(server, 'listening');
answerQuestions((server.address() as AddressInfo).port, (count) => issueRefreshTokens(count as number));
