/**
 * The configuration `npm start` serves: one authority on this machine, one API and one client of each kind, to try things
 * with. docs/configuration.md describes every setting; environment variables such as LATCHKEY_ISSUER override this file.
 *
 * What to change first for a service of your own: `issuer` to its https address, `tls` or `trustedProxies`, and then the
 * APIs and clients. After a change restart; the differences are printed. A client that is removed loses its tokens.
 */
import { defineConfig } from '@latchkey/server/config';

const orders = 'http://localhost:4002';
// The demo's page; the variable moves it.
const shop = process.env['DEMO_WEB_ORIGIN'] ?? 'http://localhost:4001';

export default defineConfig({
  // Where browsers and APIs reach the authority. Plain http works on this machine alone.
  issuer: 'http://localhost:4000',

  // Database, keys and generated secrets. Keep it private, and keep a backup.
  dataDirectory: 'data',

  // Anybody may create an account here. The default is `closed`.
  signUp: 'open',

  apis: [
    {
      // The API's address is its name in tokens (`aud`) and in requests (`resource`).
      audience: orders,
      name: 'Orders',
      // What an application may be allowed to do; people read the sentences on the consent page.
      scopes: {
        'orders:read': 'See your orders',
        'orders:write': 'Place and change orders for you',
      },
      // What a person may be allowed to do, through a role; no application can ask for it.
      permissions: {
        'orders:delete': 'Delete anybody’s orders',
      },
      accessTokenTtlSeconds: 300,
    },
  ],

  roles: [
    // The first administrator gets this role, through the one-time link that is shown at the first start.
    { name: 'administrator', permissions: { [orders]: ['orders:delete'] } },
  ],

  clients: [
    {
      // A web application with a server of its own. Its secret is in data/secrets/clients/demo-web after the first start.
      clientId: 'demo-web',
      name: 'Demo web shop',
      type: 'confidential',
      firstParty: true,
      secret: { generate: true },
      redirectUris: [`${shop}/callback`, `${shop}/auth/callback`],
      postLogoutRedirectUris: [`${shop}/`],
      // It is told at once when somebody’s session is over, however that came about.
      backchannelLogoutUri: `${shop}/auth/backchannel-logout`,
      scopes: ['openid', 'profile', 'email', 'offline_access', 'account', 'orders:read', 'orders:write'],
      audiences: [orders],
    },
    {
      // A program on somebody's desktop: no secret, and the port of its loopback address is free (RFC 8252).
      clientId: 'demo-native',
      name: 'Demo desktop program',
      type: 'public',
      firstParty: true,
      redirectUris: ['http://127.0.0.1/callback'],
      postLogoutRedirectUris: ['http://127.0.0.1/'],
      scopes: ['openid', 'profile', 'email', 'offline_access', 'account', 'orders:read', 'orders:write'],
      audiences: [orders],
    },
    {
      // Somebody else's application: people are asked for their consent.
      clientId: 'demo-third-party',
      name: 'Demo statistics by somebody else',
      type: 'confidential',
      secret: { generate: true },
      redirectUris: ['http://localhost:4003/callback'],
      scopes: ['openid', 'profile', 'offline_access', 'orders:read'],
      audiences: [orders],
    },
    {
      // A program without a person: it acts for itself, and as the orders API it may ask what a token is worth.
      clientId: 'demo-service',
      name: 'Demo nightly report',
      type: 'confidential',
      firstParty: true,
      secret: { generate: true },
      grantTypes: ['client_credentials'],
      scopes: ['orders:read'],
      audiences: [orders],
      introspects: [orders],
    },
    {
      // Your own mobile application with its own sign-in form: it gets a code, and redeems that as every other client.
      clientId: 'demo-app',
      name: 'Demo mobile application',
      type: 'public',
      firstParty: true,
      authorizationChallenge: true,
      createsAccounts: true,
      scopes: ['openid', 'profile', 'email', 'offline_access', 'account', 'orders:read', 'orders:write'],
      audiences: [orders],
    },
  ],
});
