/** The configuration of our authority in this benchmark: an API and its clients, and every default. */
import { randomBytes } from 'node:crypto';
import type { AuthorityConfigInput } from '@latchkey/server/config';

export const ordersApi = 'https://orders.example.com';

/** Of each confidential client. */
export const clientSecrets: Readonly<Record<'service' | 'app' | 'orders-api', string>> = {
  service: randomBytes(24).toString('base64url'),
  app: randomBytes(24).toString('base64url'),
  'orders-api': randomBytes(24).toString('base64url'),
};

export type ClientName = keyof typeof clientSecrets;

export const secretEnvironment: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(clientSecrets).map(([name, secret]) => [secretVariable(name), secret]),
);

/** What differs from the defaults: sign-ups are open, and a proxy on this machine says who is calling. */
export function createConfig(dataDirectory: string): AuthorityConfigInput {
  return {
    // The environment sets it to where it listens.
    issuer: 'http://localhost',
    dataDirectory,
    signUp: 'open',
    trustedProxies: ['127.0.0.1'],
    // A run takes longer than the default of five minutes, and no side is to pay for fetching tokens.
    apis: [{ audience: ordersApi, scopes: { 'orders:read': 'See your orders' }, accessTokenTtlSeconds: 86_400 }],
    clients: [
      {
        clientId: 'service',
        type: 'confidential',
        grantTypes: ['client_credentials'],
        secret: { env: secretVariable('service') },
        scopes: ['orders:read'],
        audiences: [ordersApi],
      },
      {
        clientId: 'app',
        type: 'confidential',
        firstParty: true,
        secret: { env: secretVariable('app') },
        redirectUris: ['https://app.example.com/callback'],
        scopes: ['offline_access', 'orders:read'],
        audiences: [ordersApi],
        authorizationChallenge: true,
        createsAccounts: true,
      },
      {
        clientId: 'orders-api',
        type: 'confidential',
        grantTypes: ['client_credentials'],
        secret: { env: secretVariable('orders-api') },
        introspects: [ordersApi],
      },
    ],
  };
}

export function writeBasic(client: string, secret: string): string {
  return `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`;
}

function secretVariable(name: string): string {
  return `BENCH_SECRET_${name.toUpperCase().replaceAll('-', '_')}`;
}
