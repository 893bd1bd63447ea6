/** The whole authority on an in-memory database, with passwords whose work can be counted and a clock that can be moved. */

import assert from 'node:assert/strict';
import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import { createMemoryProvider, openKeyRing } from '@latchkey/keys';
import { openSqliteStore } from '@latchkey/stores/sqlite';
import { type Browser, createBrowser, type Page } from '@latchkey/testing/browser';
import { openLog, recordSecret } from '@latchkey/testing/run';
import type { AuthorityParts } from '../../src/authority.ts';
import { createAuthorization } from '../../src/authorize/authorization.ts';
import { createClock, createSharedOffset } from '../../src/clock.ts';
import type { AuthorityConfig, ClientConfig } from '../../src/config/config.ts';
import { createOAuthEndpoints } from '../../src/endpoints/oauth-endpoints.ts';
import { createPeopleEndpoints } from '../../src/endpoints/people-endpoints.ts';
import { createDispatcher } from '../../src/http/dispatch.ts';
import type { ClientId } from '../../src/ids.ts';
import type { Log } from '../../src/log.ts';
import { renderErrorPage } from '../../src/pages/error-page.ts';
import { createOwnApi } from '../../src/revocation/own-api.ts';
import type { AuthorityServices } from '../../src/services.ts';
import { createBrowserSessions } from '../../src/sign-in/browser-session.ts';
import { createInteractions } from '../../src/sign-in/interaction.ts';
import type { AuthorityStore, RecordedAuditEvent } from '../../src/store.ts';
import { type CountingPasswords, createCountingPasswords } from '../sign-in/counting-passwords.ts';

export const ordersApi = 'https://orders.example.com';
export const backendSecret = recordSecret('backend-secret-of-32-characters!!');

export interface PeopleAuthority {
  readonly config: AuthorityConfig;
  readonly parts: AuthorityParts;
  readonly store: AuthorityStore;
  readonly passwords: CountingPasswords;
  fetch(request: Request, address?: string): Promise<Response>;
  /** A fresh browser with no cookies, at an address. */
  openBrowser(address?: string): Browser;
  /** Send JSON as a program would. */
  sendJson(path: string, body: object, headers?: Record<string, string>, address?: string): Promise<Response>;
  advance(ms: number): void;
  events(): Promise<readonly RecordedAuditEvent[]>;
  /** Create a person and the password they sign in with. */
  addPerson(username: string, options?: { readonly email?: string; readonly password?: string }): Promise<Person>;
  /** All that was logged, one line each. */
  readonly logLines: readonly string[];
  close(): Promise<void>;
}

export interface Person {
  readonly username: string;
  readonly email: string | undefined;
  readonly password: string;
}

export async function openPeopleAuthority(
  overrides: Partial<AuthorityConfig> = {},
  store?: AuthorityStore,
): Promise<PeopleAuthority> {
  const config = { ...createConfig(), ...overrides };
  const clockOffset = createSharedOffset();
  const clock = createClock(clockOffset);
  const opened = store ?? (await openSqliteStore({ file: ':memory:', clockOffset }));
  const keys = await openKeyRing({
    issuer: config.issuer,
    sealingKey: createSecretKey(randomBytes(32)),
    provider: createMemoryProvider(),
    policy: {
      jwksTtlMs: 3_600_000,
      signingKeyTtlMs: 90 * 86_400_000,
      retainMs: {
        access_token: 86_400_000,
        id_token: 86_400_000,
        feed: 86_400_000,
        refresh_token: 90 * 86_400_000,
        browser: 400 * 86_400_000,
      },
    },
    clock,
  });
  const { log, lines } = createLog();
  const parts: AuthorityParts = { config, store: opened, keys, clock, log };
  const { clients } = config;
  await opened.reconcileConfiguration(
    clients.map(({ clientId }) => ({ kind: 'client', id: clientId, properties: {} })),
    86_400_000,
    { requestId: 'start', address: undefined, userAgent: undefined },
  );
  const services: AuthorityServices = {
    authorization: createAuthorization(parts),
    browserSessions: createBrowserSessions(parts),
    interactions: createInteractions(parts),
    ownApi: createOwnApi(parts),
  };
  const passwords = createCountingPasswords();
  const dispatch = createDispatcher({
    endpoints: [...createOAuthEndpoints(parts, services), ...createPeopleEndpoints(parts, services, passwords)],
    config,
    log,
    renderErrorPage,
  });

  let peopleAdded = 0;
  const self: PeopleAuthority = {
    config,
    parts,
    store: opened,
    passwords,
    logLines: lines,
    fetch: (request, address = '192.0.2.1') => dispatch(request, { remoteAddress: address }),
    openBrowser: (address) =>
      createBrowser({
        fetch: (request) => self.fetch(request, address),
        baseUrl: config.issuer,
        nowMs: () => clock.nowMs(),
      }),
    sendJson: (path, body, headers = {}, address) =>
      self.fetch(
        new Request(`${config.issuer}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        }),
        address,
      ),
    advance(ms) {
      Atomics.add(clockOffset, 0, BigInt(ms));
    },
    events: () => opened.listAuditEvents({ limit: 1000 }),
    async addPerson(username, options = {}) {
      const password = recordSecret(options.password ?? `${username}'s own password`);
      const form = { username, email: options.email ?? '', password };
      // Each from an address of their own, so that no test uses up another's sign-ups.
      peopleAdded += 1;
      const browser = self.openBrowser(`198.51.100.${peopleAdded}`);
      const page = await submitForm(browser, await browser.open('/sign-up'), form);
      assert.equal(page.status, 200);
      passwords.work.length = 0;
      return { username, email: options.email, password };
    },
    async close() {
      await keys.close();
      await opened.close();
    },
  };
  return self;
}

/** Fill in and send the first form of a page that holds all these fields. */
export async function submitForm(
  browser: Browser,
  page: Page,
  fields: Readonly<Record<string, string | boolean | undefined>> = {},
  button?: string,
): Promise<Page> {
  const form = page.forms.find(({ controls }) =>
    Object.keys(fields).every((name) => controls.some((control) => control.name === name)),
  );
  assert.ok(form, `no such form on ${page.status} ${page.url}: ${page.html}`);
  return await browser.submit(page, form, fields, button);
}

/** Send the form whose action is this path. */
export async function submitTo(browser: Browser, page: Page, path: string): Promise<Page> {
  const form = page.forms.find(({ action }) => action.pathname === path);
  assert.ok(form, `no form for ${path} on ${page.status} ${page.url}`);
  return await browser.submit(page, form);
}

/** Sign in through the page. */
export async function signIn(
  browser: Browser,
  person: Pick<Person, 'username' | 'password'>,
  options: { readonly page?: Page; readonly remember?: boolean } = {},
): Promise<Page> {
  const page = options.page ?? (await browser.open('/sign-in'));
  return await submitForm(browser, page, {
    identifier: person.username,
    password: person.password,
    ...(options.remember === undefined ? {} : { remember: options.remember }),
  });
}

/** An authorization request's address, PKCE verifier included for later. */
export function createAuthorizationUrl(
  authority: PeopleAuthority,
  clientId: string,
  more: Readonly<Record<string, string>> = {},
): { readonly url: string; readonly verifier: string; readonly redirectUri: string } {
  const verifier = recordSecret(randomBytes(32).toString('base64url'));
  const redirectUri = authority.config.clients.find((client) => client.clientId === clientId)?.redirectUris[0] ?? '';
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'state-1',
    ...more,
  });
  return { url: `${authority.config.issuer}/authorize?${query}`, verifier, redirectUri };
}

/** Ask the token endpoint. */
export async function requestToken(
  authority: PeopleAuthority,
  form: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await authority.fetch(
    new Request(`${authority.config.issuer}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form),
    }),
  );
  const body = (await response.json()) as Record<string, unknown>;
  for (const name of ['access_token', 'refresh_token', 'id_token']) {
    if (typeof body[name] === 'string') recordSecret(body[name]);
  }
  return { status: response.status, body };
}

function createLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const file = openLog('people-authority');
  const write = (fields: object, message: string): void => {
    const line = JSON.stringify({ ...fields, message });
    lines.push(line);
    file.write(`${line}\n`);
  };
  return { log: { debug: write, info: write, warn: write, error: write }, lines };
}

const client: ClientConfig = {
  clientId: 'web' as ClientId,
  name: 'Web shop',
  type: 'public',
  firstParty: true,
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['https://app.example.com/callback'],
  postLogoutRedirectUris: [],
  secretHashes: [],
  scopes: ['openid', 'profile', 'email', 'account', 'orders:read', 'orders:write'],
  audiences: [ordersApi],
  permissions: {},
  accessTokenTtlSeconds: undefined,
  idTokenSignedResponseAlg: 'ES256',
  allowedOrigins: ['https://app.example.com'],
  authorizationChallenge: false,
  createsAccounts: false,
  introspects: [],
  refreshIdleTtlSeconds: 30 * 86_400,
  refreshAbsoluteTtlSeconds: 90 * 86_400,
};

export const clients: readonly ClientConfig[] = [
  client,
  {
    ...client,
    clientId: 'third' as ClientId,
    name: '<b>Third</b> & "party"',
    firstParty: false,
    redirectUris: ['https://third.example.net:8443/callback'],
  },
  {
    ...client,
    clientId: 'mobile' as ClientId,
    name: 'Mobile app',
    authorizationChallenge: true,
    createsAccounts: true,
  },
  {
    ...client,
    clientId: 'backend' as ClientId,
    name: 'Back end',
    type: 'confidential',
    secretHashes: [createHash('sha256').update(backendSecret).digest()],
    authorizationChallenge: true,
    createsAccounts: true,
  },
];

function createConfig(): AuthorityConfig {
  return {
    issuer: 'https://id.example.com',
    listen: { host: '127.0.0.1', port: 0 },
    tls: undefined,
    trustedProxies: [],
    dataDirectory: '/nonexistent',
    signUp: 'open',
    apis: [
      {
        audience: ordersApi,
        name: 'Orders & <i>more</i>',
        scopes: { 'orders:read': 'Read your <orders>', 'orders:write': 'Change your orders' },
        permissions: {},
        accessTokenTtlSeconds: 300,
      },
    ],
    roles: [],
    clients,
    lifetimes: {
      authorizationCodeSeconds: 60,
      idTokenSeconds: 300,
      interactionSeconds: 1800,
      sessionIdleSeconds: 12 * 3600,
      sessionAbsoluteSeconds: 86_400,
      rememberedSessionIdleSeconds: 14 * 86_400,
      rememberedSessionAbsoluteSeconds: 60 * 86_400,
      refreshOverlapSeconds: 30,
      firstAdministratorLinkSeconds: 900,
      jwksSeconds: 3600,
      signingKeySeconds: 90 * 86_400,
    },
    signInLimits: {
      windowSeconds: 900,
      perAccount: 5,
      perDevice: 6,
      perAddress: 20,
      perClient: 20,
      signUpsPerAddress: 10,
    },
    passwordHashing: { memoryKiB: 64, iterations: 1, parallelism: 1, concurrency: 2, queueLength: 8 },
    http: {
      maxBodyBytes: 65_536,
      maxHeaderBytes: 16_384,
      requestTimeoutSeconds: 30,
      headersTimeoutSeconds: 10,
      keepAliveTimeoutSeconds: 5,
      shutdownGraceSeconds: 10,
    },
    tokenSize: { warnBytes: 4096, maxBytes: 8192 },
    logLevel: 'silent',
  };
}
