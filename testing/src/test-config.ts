/** The configuration that tests start from: one API, one client of each kind. */
import type { AuthorityConfigInput } from '@latchkey/server/config';
import { recordSecret } from './run.ts';

/** The audience of the one API. */
export const ordersApi = 'https://orders.latchkey.test';

/** Secrets of the confidential clients by client id. */
export const clientSecrets: Readonly<Record<'web-app' | 'partner' | 'service' | 'orders-api', string>> = {
  'web-app': 'web-app-secret-S8cZ2mQ7vKx4LrT1yWb6',
  partner: 'partner-secret-D3fGh9JkLp5QwEr2TyUi',
  service: 'service-secret-N7bVc4XzAs1DfGh8JkLm',
  'orders-api': 'orders-api-secret-P0oIu6YtRe3WqAs9Df',
};

/** Where {@link testConfig} looks for the secrets; handed to the validation in place of the process environment. */
export const clientSecretEnvironment: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(clientSecrets).map(([clientId, secret]) => [secretVariable(clientId), secret]),
);

/** The least that the validation lets through: a test is not to wait for hashes. */
export const cheapPasswordHashing = { memoryKiB: 7_168, iterations: 5, parallelism: 1 } as const;

/** As a person would write it in `latchkey.config.ts`. */
export const testConfig: AuthorityConfigInput = {
  issuer: 'https://id.latchkey.test',
  trustedProxies: ['198.51.100.0/24'],
  signUp: 'open',
  apis: [
    {
      audience: ordersApi,
      name: 'Orders',
      scopes: { 'orders:read': 'See your orders', 'orders:write': 'Place and change orders' },
      permissions: { 'orders.read': 'Read any order', 'orders.refund': 'Refund an order' },
    },
  ],
  roles: [
    { name: 'administrator', permissions: { [ordersApi]: ['orders.read', 'orders.refund'] } },
    { name: 'clerk', permissions: { [ordersApi]: ['orders.read'] } },
  ],
  clients: [
    {
      clientId: 'web-app',
      name: 'Web shop',
      type: 'confidential',
      firstParty: true,
      secret: { env: secretVariable('web-app') },
      redirectUris: ['https://shop.latchkey.test/callback'],
      postLogoutRedirectUris: ['https://shop.latchkey.test/goodbye'],
      scopes: ['openid', 'profile', 'email', 'offline_access', 'account', 'orders:read', 'orders:write'],
      audiences: [ordersApi],
    },
    {
      clientId: 'partner',
      name: 'Partner reports',
      type: 'confidential',
      secret: { env: secretVariable('partner') },
      redirectUris: ['https://partner.example/callback'],
      scopes: ['openid', 'profile', 'orders:read'],
      audiences: [ordersApi],
    },
    {
      clientId: 'spa',
      name: 'Single-page shop',
      type: 'public',
      firstParty: true,
      redirectUris: ['https://spa.latchkey.test/callback'],
      allowedOrigins: ['https://spa.latchkey.test'],
      scopes: ['openid', 'account', 'orders:read', 'orders:write'],
      audiences: [ordersApi],
    },
    {
      clientId: 'mobile',
      name: 'Mobile shop',
      type: 'public',
      firstParty: true,
      redirectUris: ['http://127.0.0.1/callback'],
      scopes: ['openid', 'profile', 'email', 'offline_access', 'account', 'orders:read', 'orders:write'],
      audiences: [ordersApi],
      authorizationChallenge: true,
      createsAccounts: true,
    },
    {
      clientId: 'service',
      name: 'Nightly export',
      type: 'confidential',
      grantTypes: ['client_credentials'],
      secret: { env: secretVariable('service') },
      scopes: ['orders:read'],
      audiences: [ordersApi],
      permissions: { [ordersApi]: ['orders.read'] },
    },
    {
      clientId: 'orders-api',
      name: 'The orders API itself',
      type: 'confidential',
      grantTypes: ['client_credentials'],
      secret: { env: secretVariable('orders-api') },
      introspects: [ordersApi],
    },
  ],
  passwordHashing: cheapPasswordHashing,
};

for (const secret of Object.values(clientSecrets)) recordSecret(secret);

function secretVariable(clientId: string): string {
  return `SECRET_OF_${clientId.toUpperCase().replaceAll('-', '_')}`;
}
