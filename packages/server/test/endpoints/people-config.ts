import type { AuthorityConfigInput } from '@latchkey/server/config';
import { recordSecret } from '@latchkey/testing/run';

export const ordersApi = 'https://orders.example.com';
export const backendSecret: string = recordSecret('backend-secret-of-32-characters!!');

const client = {
  type: 'public',
  firstParty: true,
  redirectUris: ['https://app.example.com/callback'],
  scopes: ['openid', 'profile', 'email', 'account', 'orders:read', 'orders:write'],
  audiences: [ordersApi],
  allowedOrigins: ['https://app.example.com'],
} as const;

/** As a person would write it: one API, and first-party and third-party clients with and without forms of their own. */
export const peopleConfig: AuthorityConfigInput = {
  issuer: 'https://id.example.com',
  signUp: 'open',
  roles: [],
  apis: [
    {
      audience: ordersApi,
      name: 'Orders & <i>more</i>',
      scopes: { 'orders:read': 'Read your <orders>', 'orders:write': 'Change your orders' },
    },
  ],
  clients: [
    { ...client, clientId: 'web', name: 'Web shop' },
    {
      ...client,
      clientId: 'third',
      name: '<b>Third</b> & "party"',
      firstParty: false,
      redirectUris: ['https://third.example.net:8443/callback'],
    },
    { ...client, clientId: 'mobile', name: 'Mobile app', authorizationChallenge: true, createsAccounts: true },
    {
      ...client,
      clientId: 'backend',
      name: 'Back end',
      type: 'confidential',
      secret: { env: 'BACKEND_SECRET' },
      allowedOrigins: [],
      authorizationChallenge: true,
      createsAccounts: true,
    },
  ],
  lifetimes: {
    interactionSeconds: 1800,
    sessionIdleSeconds: 12 * 3600,
    sessionAbsoluteSeconds: 86_400,
    rememberedSessionIdleSeconds: 14 * 86_400,
    rememberedSessionAbsoluteSeconds: 60 * 86_400,
    firstAdministratorLinkSeconds: 900,
  },
  signInLimits: {
    windowSeconds: 900,
    perAccount: 5,
    perDevice: 6,
    perAddress: 20,
    perClient: 20,
    signUpsPerAddress: 10,
  },
  passwordHashing: { concurrency: 2, queueLength: 8 },
};
