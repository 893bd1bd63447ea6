/** A whole authority with two APIs in use and a client of each kind, and the requests a client makes, in one call each. */

import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { openTestAuthority, type TestAuthority, type TestPerson } from '@latchkey/testing/authority-in-process';
import { recordSecret } from '@latchkey/testing/run';
import { clientSecretEnvironment, clientSecrets, ordersApi, testConfig } from '@latchkey/testing/test-config';
import { computeS256Challenge } from '@latchkey/tokens/pkce';
import type { AuthorityConfigInput } from '../../src/config/config-input.ts';
import type { SessionId } from '../../src/ids.ts';
import { hashSessionSecret } from '../../src/sessions/session-start.ts';
import { testContext } from '../test-context.ts';

export { ordersApi } from '@latchkey/testing/test-config';

export const stockApi = 'https://stock.latchkey.test';
const otherSecret: string = recordSecret('other-app-secret-K2mNb8VcX4zLq7WeRtYu');

/** `testConfig` and a second API, a client that uses both, and a role for it. */
export const oauthConfig: Partial<AuthorityConfigInput> = {
  trustedProxies: ['127.0.0.1'],
  apis: [
    ...(testConfig.apis ?? []),
    {
      audience: stockApi,
      scopes: { 'stock:read': 'See what is in stock' },
      permissions: { 'stock.count': 'Count' },
      accessTokenTtlSeconds: 120,
    },
  ],
  roles: [{ name: 'clerk', permissions: { [ordersApi]: ['orders.read'], [stockApi]: ['stock.count'] } }],
  clients: [
    ...(testConfig.clients ?? []),
    {
      clientId: 'other-app',
      type: 'confidential',
      firstParty: true,
      secret: { env: 'SECRET_OF_OTHER_APP' },
      redirectUris: ['https://other.latchkey.test/callback'],
      postLogoutRedirectUris: ['https://other.latchkey.test/goodbye'],
      scopes: ['openid', 'profile', 'orders:read', 'stock:read', 'offline_access'],
      audiences: [ordersApi, stockApi],
      idTokenSignedResponseAlg: 'RS256',
    },
  ],
};

/** What a client sends to the authorization endpoint when it has nothing special in mind. */
export const verifier: string = recordSecret('v'.repeat(20) + randomBytes(24).toString('base64url'));
export const authorizeDefaults: Readonly<Record<string, string>> = {
  client_id: 'web-app',
  redirect_uri: 'https://shop.latchkey.test/callback',
  response_type: 'code',
  scope: 'openid orders:read',
  state: 'the-state',
  code_challenge: computeS256Challenge(verifier),
  code_challenge_method: 'S256',
};

/** Parameters over defaults; undefined removes one. */
export type Changes = Readonly<Record<string, string | undefined>>;

/** Whatever was answered; what it holds is for each test to assert. */
export type ParsedJson = ReturnType<typeof JSON.parse>;

export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ParsedJson;
}

export interface OAuthDriver {
  readonly authority: TestAuthority;
  readonly person: TestPerson;
  /** The `Cookie` header of a browser in which the person is signed in. */
  readonly cookie: string;
  readonly sessionId: SessionId;
  /** Sign a person in on another device. */
  signIn(person?: TestPerson): Promise<{ readonly cookie: string; readonly sessionId: SessionId }>;
  /** `GET /authorize` with changes to the defaults. */
  authorize(changes?: Changes, cookie?: string | undefined): Promise<Response>;
  /** The parameters a redirect to the client carries. */
  authorizeForClient(changes?: Changes, cookie?: string | undefined): Promise<URLSearchParams>;
  obtainCode(changes?: Changes): Promise<string>;
  /** `POST` a form as a client, which authenticates with its secret, if it has one, in the body. */
  post(
    path: string,
    clientId: string | undefined,
    form: Changes | URLSearchParams,
    headers?: Record<string, string>,
  ): Promise<JsonAnswer>;
  /** `POST /token` as a client. */
  token(clientId: string, form: Changes): Promise<JsonAnswer>;
  /** Code and tokens in one go. */
  obtainTokens(changes?: Changes): Promise<Record<string, string>>;
  close(): Promise<void>;
}

const secrets: Readonly<Record<string, string>> = { ...clientSecrets, 'other-app': otherSecret };

export async function openDriver(overrides: Partial<AuthorityConfigInput> = {}): Promise<OAuthDriver> {
  const authority = await openTestAuthority(
    { ...oauthConfig, ...overrides },
    { ...clientSecretEnvironment, SECRET_OF_OTHER_APP: otherSecret },
  );
  const person = await authority.createUser({ name: 'Ada', email: 'ada@example.com', roles: ['clerk'] });

  async function signIn(who: TestPerson = person): Promise<{ cookie: string; sessionId: SessionId }> {
    const secret = randomBytes(32);
    const sessionId = randomUUID() as SessionId;
    const session = await authority.store.startSession(
      {
        sessionId,
        userId: who.userId,
        cookieHash: hashSessionSecret(secret),
        amr: ['pwd'],
        passwordVersion: undefined,
        remembered: false,
        idleTtlMs: authority.config.lifetimes.sessionIdleSeconds * 1000,
        absoluteTtlMs: authority.config.lifetimes.sessionAbsoluteSeconds * 1000,
        previousCookieHash: undefined,
        browser: undefined,
      },
      testContext,
    );
    assert.ok(session);
    return { cookie: `__Host-latchkey-session=${recordSecret(secret.toString('base64url'))}`, sessionId };
  }

  const first = await signIn();

  const driver: OAuthDriver = {
    authority,
    person,
    ...first,
    signIn,

    authorize(changes = {}, cookie = first.cookie) {
      const query = encode({ ...authorizeDefaults, ...changes });
      return authority.fetch(`/authorize?${query}`, { headers: cookie === '' ? {} : { cookie } });
    },

    async authorizeForClient(changes = {}, cookie = first.cookie) {
      const response = await driver.authorize(changes, cookie);
      assert.equal(response.status, 303, await response.clone().text());
      const location = response.headers.get('location') ?? '';
      const expected = changes['redirect_uri'] ?? authorizeDefaults['redirect_uri'] ?? '';
      assert.ok(location.startsWith(expected), location);
      return new URL(location).searchParams;
    },

    async obtainCode(changes = {}) {
      const answer = await driver.authorizeForClient(changes);
      const code = answer.get('code');
      assert.ok(code, answer.toString());
      return code;
    },

    async post(path, clientId, form, headers = {}) {
      const body = form instanceof URLSearchParams ? new URLSearchParams(form) : encode(form);
      if (clientId !== undefined && !body.has('client_id')) body.append('client_id', clientId);
      const secret = secrets[clientId ?? ''];
      if (secret !== undefined && !body.has('client_secret') && !('authorization' in headers)) {
        body.append('client_secret', secret);
      }
      const response = await authority.fetch(path, { method: 'POST', body, headers });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
    },

    token: (clientId, form) => driver.post('/token', clientId, form),

    async obtainTokens(changes = {}) {
      const clientId = changes['client_id'] ?? 'web-app';
      const answer = await driver.token(clientId, {
        grant_type: 'authorization_code',
        code: await driver.obtainCode(changes),
        redirect_uri: changes['redirect_uri'] ?? authorizeDefaults['redirect_uri'],
        code_verifier: verifier,
      });
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return answer.body;
    },

    close: () => authority.close(),
  };
  return driver;
}

function encode(changes: Changes): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(changes)) if (value !== undefined) parameters.append(name, value);
  return parameters;
}

/** The claims of a token, unverified. */
export function readClaims(token: string | undefined): ParsedJson {
  return JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString());
}

/** The secret of a client of the driver. */
export function secretOf(clientId: string): string {
  return secrets[clientId] ?? '';
}
