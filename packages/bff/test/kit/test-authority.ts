import { randomBytes } from 'node:crypto';
import type { AuthorityConfigInput } from '@latchkey/server/config';
import { openTestAuthority, ordersApi, type TestAuthority, testConfig } from '@latchkey/testing/authority-in-process';
import { recordSecret } from '@latchkey/testing/run';
import { clientSecretEnvironment } from '@latchkey/testing/test-config';

export const appOrigin = 'https://app.latchkey.test';
export const clientId = 'shop-app';
export const clientSecret = recordSecret(`shop-app-secret-${randomBytes(24).toString('base64url')}`);
export const invoicesApi = 'https://invoices.latchkey.test';
/** A peer that the authority takes forwarded addresses from. */
const bffAddress = '198.51.100.7';

const secretVariable = 'SECRET_OF_SHOP_APP';

/** APIs and clients of an authority with the application that a proxy under test is. */
export function describeShop(origin: string): Pick<AuthorityConfigInput, 'apis' | 'clients'> {
  return {
    apis: [
      ...(testConfig.apis ?? []),
      { audience: invoicesApi, name: 'Invoices', scopes: { 'invoices:read': 'See your invoices' } },
    ],
    clients: [
      ...(testConfig.clients ?? []),
      {
        clientId,
        name: 'Shop',
        type: 'confidential',
        firstParty: true,
        secret: { env: secretVariable },
        redirectUris: [`${origin}/auth/callback`],
        postLogoutRedirectUris: [`${origin}/`],
        scopes: ['openid', 'profile', 'email', 'orders:read', 'orders:write', 'invoices:read'],
        audiences: [ordersApi, invoicesApi],
        authorizationChallenge: true,
        backchannelLogoutUri: `${origin}/auth/backchannel-logout`,
      },
    ],
  };
}

export const shopEnvironment: Readonly<Record<string, string>> = {
  ...clientSecretEnvironment,
  [secretVariable]: clientSecret,
};

/** A request that reached the authority from the proxy's side. */
export interface SentRequest {
  readonly path: string;
  /** Of a form. */
  readonly form: URLSearchParams;
  readonly headers: Headers;
}

/** An authority with the wire to it in the test's hand. */
export interface WiredAuthority {
  readonly authority: TestAuthority;
  /** What the proxy is given as `fetch`. */
  readonly fetch: typeof globalThis.fetch;
  readonly sent: SentRequest[];
  /** Requests of a refresh so far. */
  countRefreshes(): number;
  /** Answers in place of the authority, for as long as it is set; undefined lets a request through. */
  intercept: ((request: Request) => Promise<Response | undefined>) | undefined;
  /** Cut the wire. */
  cut(): void;
  mend(): void;
  /** Forget what was sent, and mend it: one authority serves many tests. */
  reset(): void;
}

/** @param overrides - of the configuration. */
export async function openWiredAuthority(overrides: Partial<AuthorityConfigInput> = {}): Promise<WiredAuthority> {
  const authority = await openTestAuthority({ ...describeShop(appOrigin), ...overrides }, shopEnvironment);
  const wired: WiredAuthority = {
    authority,
    sent: [],
    intercept: undefined,
    countRefreshes: () => wired.sent.filter(({ form }) => form.get('grant_type') === 'refresh_token').length,
    cut() {
      wired.intercept = () => Promise.reject(new TypeError('fetch failed'));
    },
    mend() {
      wired.intercept = undefined;
    },
    reset() {
      wired.sent.length = 0;
      wired.mend();
    },
    async fetch(input, init) {
      const request = new Request(input, init);
      const body = await request.clone().text();
      const { pathname } = new URL(request.url);
      wired.sent.push({ path: pathname, form: new URLSearchParams(body), headers: request.headers });
      for (const name of ['refresh_token', 'code', 'code_verifier']) {
        const value = new URLSearchParams(body).get(name);
        if (value !== null) recordSecret(value);
      }
      const intercepted = await wired.intercept?.(request);
      return intercepted ?? (await authority.fetch(request, undefined, { remoteAddress: bffAddress }));
    },
  };
  return wired;
}
