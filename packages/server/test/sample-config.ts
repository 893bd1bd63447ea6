import { createHash } from 'node:crypto';
import type { ApiConfig, AuthorityConfig, ClientConfig } from '../src/config/config.ts';
import type { ClientId } from '../src/ids.ts';

/** A small company: two APIs in use, one that no client may reach, and a client of each kind. */
export const issuer = 'https://id.example.com';
export const orders = 'https://orders.example.com';
export const stock = 'https://stock.example.com';
export const payroll = 'https://payroll.example.com';

/** The secret of a confidential client here. */
export function secretOf(clientId: string): string {
  return `${clientId}:secret+with%odd characters`;
}

export function createSampleConfig(overrides: Partial<AuthorityConfig> = {}): AuthorityConfig {
  return {
    issuer,
    listen: { host: '127.0.0.1', port: 0 },
    tls: undefined,
    trustedProxies: [],
    dataDirectory: 'unused',
    signUp: 'closed',
    appearance: {
      name: 'Latchkey',
      accent: '#0b6b5d',
      accentDark: '#63cdb8',
      corner: 'round',
      supportUrl: undefined,
      privacyUrl: undefined,
      termsUrl: undefined,
    },
    apis: [
      createApi(orders, ['orders:read', 'orders:write'], ['orders.view', 'orders.refund'], 300),
      createApi(stock, ['stock:read'], ['stock.count'], 120),
      createApi(payroll, ['payroll:read'], ['payroll.see'], 60),
    ],
    roles: [
      {
        name: 'clerk',
        permissions: { [orders]: ['orders.view'], [stock]: ['stock.count'], [payroll]: ['payroll.see'] },
      },
      { name: 'manager', permissions: { [orders]: ['orders.view', 'orders.refund', 'orders.undeclared'] } },
    ],
    clients: [
      createClient('web', {
        redirectUris: ['https://app.example.com/callback', 'https://app.example.com/cb?tenant=1'],
      }),
      createClient('other', {
        redirectUris: ['https://other.example.com/callback'],
        idTokenSignedResponseAlg: 'RS256',
      }),
      createClient('partner', { firstParty: false, redirectUris: ['https://partner.example.com/callback'] }),
      createClient('native', {
        type: 'public',
        redirectUris: ['http://127.0.0.1/callback', 'http://[::1]:4711/callback?x=1', 'com.example.app:/callback'],
        authorizationChallenge: true,
      }),
      createClient('batch', {
        grantTypes: ['client_credentials'],
        redirectUris: [],
        permissions: { [orders]: ['orders.refund'], [payroll]: ['payroll.see'] },
      }),
      createClient('gateway', { grantTypes: ['client_credentials'], redirectUris: [], introspects: [orders] }),
    ],
    lifetimes: {
      authorizationCodeSeconds: 60,
      idTokenSeconds: 300,
      interactionSeconds: 1800,
      sessionIdleSeconds: 43_200,
      sessionAbsoluteSeconds: 86_400,
      rememberedSessionIdleSeconds: 2_592_000,
      rememberedSessionAbsoluteSeconds: 15_552_000,
      refreshOverlapSeconds: 30,
      firstAdministratorLinkSeconds: 900,
      jwksSeconds: 300,
      signingKeySeconds: 2_592_000,
    },
    signInLimits: {
      windowSeconds: 900,
      perAccount: 10,
      perDevice: 20,
      perAddress: 100,
      perClient: 3,
      signUpsPerAddress: 20,
    },
    passwordHashing: { memoryKiB: 7168, iterations: 5, parallelism: 1, concurrency: 1, queueLength: 8 },
    http: {
      maxBodyBytes: 65_536,
      maxHeaderBytes: 16_384,
      requestTimeoutSeconds: 30,
      headersTimeoutSeconds: 10,
      keepAliveTimeoutSeconds: 65,
      shutdownGraceSeconds: 1,
    },
    tokenSize: { warnBytes: 2048, maxBytes: 7168 },
    logLevel: 'silent',
    ...overrides,
  };
}

function createApi(
  audience: string,
  scopes: string[],
  permissions: string[],
  accessTokenTtlSeconds: number,
): ApiConfig {
  const describe = (names: string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, name]));
  return {
    audience,
    name: audience,
    scopes: describe(scopes),
    permissions: describe(permissions),
    accessTokenTtlSeconds,
  };
}

/** A confidential first-party client with every scope, unless told otherwise. */
export function createClient(clientId: string, overrides: Partial<ClientConfig> = {}): ClientConfig {
  const type = overrides.type ?? 'confidential';
  return {
    clientId: clientId as ClientId,
    name: `The ${clientId} app`,
    type,
    firstParty: true,
    grantTypes: ['authorization_code', 'refresh_token'],
    redirectUris: [],
    postLogoutRedirectUris: [`https://${clientId}.example.com/bye`],
    backchannelLogoutUri: undefined,
    secretHashes: type === 'public' ? [] : [createHash('sha256').update(secretOf(clientId)).digest()],
    scopes: ['openid', 'profile', 'email', 'offline_access', 'account', 'orders:read', 'orders:write', 'stock:read'],
    audiences: [orders, stock],
    permissions: {},
    accessTokenTtlSeconds: undefined,
    idTokenSignedResponseAlg: 'ES256',
    allowedOrigins: [],
    authorizationChallenge: false,
    createsAccounts: false,
    introspects: [],
    refreshIdleTtlSeconds: 2_592_000,
    refreshAbsoluteTtlSeconds: 31_536_000,
    ...overrides,
  };
}

/** One of the sample clients. */
export function findClient(clientId: string, config: AuthorityConfig = createSampleConfig()): ClientConfig {
  const client = config.clients.find((candidate) => candidate.clientId === clientId);
  if (client === undefined) throw new Error(`no sample client ${clientId}`);
  return client;
}
