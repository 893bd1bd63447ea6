/** The whole authority on an in-memory database, with passwords whose work can be counted and a clock that can be moved. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { AuthorityConfig, AuthorityConfigInput } from '@latchkey/server/config';
import { openTestAuthority } from '@latchkey/testing/authority-in-process';
import { type Browser, createBrowser, type Page } from '@latchkey/testing/browser';
import { openLog, recordSecret } from '@latchkey/testing/run';
import type { Authority, AuthorityParts } from '../../src/authority.ts';
import { createServices } from '../../src/create-services.ts';
import { createOAuthEndpoints } from '../../src/endpoints/oauth-endpoints.ts';
import { createPeopleEndpoints } from '../../src/endpoints/people-endpoints.ts';
import { createDispatcher } from '../../src/http/dispatch.ts';
import { createFetch } from '../../src/http/fetch-edge.ts';
import type { UserId } from '../../src/ids.ts';
import type { Log } from '../../src/log.ts';
import { renderErrorPage } from '../../src/pages/error-page.ts';
import type { AuthorityStore, RecordedAuditEvent } from '../../src/store.ts';
import { type CountingPasswords, createCountingPasswords } from '../sign-in/counting-passwords.ts';
import { backendSecret, peopleConfig } from './people-config.ts';

export interface PeopleAuthority {
  readonly config: AuthorityConfig;
  readonly parts: AuthorityParts;
  readonly store: AuthorityStore;
  readonly passwords: CountingPasswords;
  /** For a server to serve. */
  readonly answer: Authority['answer'];
  fetch(request: Request, address?: string): Promise<Response>;
  /** A fresh browser with no cookies, at an address. */
  openBrowser(address?: string, userAgent?: string): Browser;
  /** Send a form from the authority's own page, as a browser with exactly these headers and no cookies would. */
  sendForm(path: string, fields: Readonly<Record<string, string>>, headers?: Record<string, string>): Promise<Response>;
  /** Send JSON as a program would. */
  sendJson(path: string, body: object, headers?: Record<string, string>, address?: string): Promise<Response>;
  advance(ms: number): void;
  events(): Promise<readonly RecordedAuditEvent[]>;
  /** Create a person and the password they sign in with. */
  addPerson(username: string, options?: { readonly email?: string; readonly password?: string }): Promise<Person>;
  findUserId(username: string): Promise<UserId>;
  /** All that was logged, one line each. */
  readonly logLines: readonly string[];
  close(): Promise<void>;
}

export interface Person {
  readonly username: string;
  readonly email: string | undefined;
  readonly password: string;
}

/**
 * The authority of `openTestAuthority`, but for the passwords: those are hashed in no time and counted, so that tests
 * can say how much work an answer took without measuring time.
 */
export async function openPeopleAuthority(overrides: Partial<AuthorityConfigInput> = {}): Promise<PeopleAuthority> {
  const base = await openTestAuthority({ ...peopleConfig, ...overrides }, { BACKEND_SECRET: backendSecret });
  const { config, store, keys, clock } = base;
  const { log, lines } = createLog();
  const parts: AuthorityParts = { config, store, keys, clock, log };
  const services = createServices(parts);
  const passwords = createCountingPasswords();
  const answer = createDispatcher({
    endpoints: [...createOAuthEndpoints(parts, services), ...createPeopleEndpoints(parts, services, passwords)],
    config,
    log,
    renderErrorPage: (page) => renderErrorPage(services.pageTheme, page),
  });
  const fetch = createFetch(answer);

  let peopleAdded = 0;
  const self: PeopleAuthority = {
    config,
    parts,
    store,
    passwords,
    logLines: lines,
    answer,
    fetch: (request, address = '192.0.2.1') => fetch(request, { remoteAddress: address }),
    openBrowser: (address, userAgent) =>
      createBrowser({
        fetch: (request) => self.fetch(request, address),
        baseUrl: config.issuer,
        nowMs: () => clock.nowMs(),
        userAgent,
      }),
    sendForm: (path, fields, headers = { origin: config.issuer }) =>
      self.fetch(
        new Request(`${config.issuer}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
          body: new URLSearchParams(fields),
        }),
      ),
    sendJson: (path, body, headers = {}, address) =>
      self.fetch(
        new Request(`${config.issuer}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        }),
        address,
      ),
    advance: (ms) => base.advance(ms),
    events: () => store.listAuditEvents({ limit: 1000 }),
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
    async findUserId(username) {
      const record = await store.findForSignIn(username);
      return record?.userId ?? assert.fail(`nobody is called ${username}`);
    },
    close: () => base.close(),
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

/** Where the browser was sent, outside the authority. */
export function readCallback(page: Page): URL {
  assert.ok(page.location, `not sent anywhere: ${page.status} ${page.url}`);
  return new URL(page.location);
}

/** The code that came with it. */
export function readCode(page: Page): string {
  const callback = readCallback(page);
  return recordSecret(callback.searchParams.get('code') ?? assert.fail(`no code in ${callback}`));
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

/** Get tokens as an application does, for a person who is signed in or signs in now. */
export async function obtainTokens(
  authority: PeopleAuthority,
  browser: Browser,
  clientId: string,
  options: { readonly scope: string; readonly person?: Person },
): Promise<{ readonly accessToken: string; readonly refreshToken: string }> {
  const { url, verifier, redirectUri } = createAuthorizationUrl(authority, clientId, { scope: options.scope });
  let page = await browser.open(url);
  if (page.url.pathname === '/sign-in' && options.person !== undefined) {
    page = await signIn(browser, options.person, { page });
  }
  const { status, body } = await requestToken(authority, {
    grant_type: 'authorization_code',
    client_id: clientId,
    code: readCode(page),
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  assert.equal(status, 200, JSON.stringify(body['error_description']));
  return { accessToken: String(body['access_token']), refreshToken: String(body['refresh_token']) };
}

/** What userinfo and the token endpoint say to tokens: their status codes. */
export async function tryTokens(
  authority: PeopleAuthority,
  clientId: string,
  tokens: { readonly accessToken: string; readonly refreshToken: string },
): Promise<{ readonly userinfo: number; readonly refresh: number }> {
  const userinfo = await authority.fetch(
    new Request(`${authority.config.issuer}/userinfo`, { headers: { authorization: `Bearer ${tokens.accessToken}` } }),
  );
  const refresh = await requestToken(authority, {
    grant_type: 'refresh_token',
    client_id: clientId,
    refresh_token: tokens.refreshToken,
  });
  return { userinfo: userinfo.status, refresh: refresh.status };
}

/** Ask the token endpoint. */
export async function requestToken(
  authority: PeopleAuthority,
  form: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await authority.sendForm('/token', form, {});
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
