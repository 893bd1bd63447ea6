import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { createSharedOffset } from '@latchkey/server/store';
import { openSqliteBffStore } from '@latchkey/stores/sqlite-bff';
import type { TestPerson } from '@latchkey/testing/authority-in-process';
import { recordSecret } from '@latchkey/testing/run';
import type { Bff } from '../../src/bff.ts';
import { composeBff } from '../../src/compose-bff.ts';
import type { Gate, LiveSession } from '../../src/gate.ts';
import type { BffApi, BffOptions, BffSettings } from '../../src/options.ts';
import { readBffOptions } from '../../src/read-options.ts';
import type { BffSessionStore } from '../../src/session/store.ts';
import { type AppBrowser, createAppBrowser } from './app-browser.ts';
import { appOrigin, clientId, clientSecret, openWiredAuthority, type WiredAuthority } from './test-authority.ts';
import { createTestLog, type LogLine } from './test-log.ts';

/** A proxy over a real store and a real authority, with its clocks in the test's hand. */
export interface TestBff {
  readonly bff: Bff;
  readonly gate: Gate;
  readonly settings: BffSettings;
  readonly store: BffSessionStore;
  readonly wire: WiredAuthority;
  readonly lines: readonly LogLine[];
  readonly orders: BffApi;
  readonly invoices: BffApi;
  /** Move the proxy's clock and the store's. */
  advance(ms: number): void;
  createBrowser(): AppBrowser;
  /** As another process of the same application has it: the same options, and the same file opened once more. */
  openSibling(): Promise<{ readonly bff: Bff; readonly gate: Gate }>;
  /** Sign a person in through the authority's pages; answers the callback's response. */
  signIn(browser: AppBrowser, person: TestPerson, path?: string): Promise<Response>;
  /** Be let in as the browser is, for reading unless said otherwise. */
  admit(browser: AppBrowser, gate?: Gate): Promise<LiveSession>;
  close(): Promise<void>;
}

export interface TestBffOptions {
  /** Default: one of its own, which closes with it. */
  readonly wire?: WiredAuthority;
  /** Default: `:memory:`. */
  readonly file?: string;
  readonly options?: Partial<BffOptions>;
  /** Puts something between the proxy and its store. */
  readonly wrapStore?: (store: BffSessionStore) => BffSessionStore;
}

export async function openTestBff(given: TestBffOptions = {}): Promise<TestBff> {
  const wire = given.wire ?? (await openWiredAuthority());
  wire.reset();
  const offset = createSharedOffset();
  const stores: BffSessionStore[] = [];
  const openStore = async (): Promise<BffSessionStore> => {
    const opened = await openSqliteBffStore({ file: given.file ?? ':memory:', clockOffset: offset });
    stores.push(opened);
    return opened;
  };
  const real = await openStore();
  const store = given.wrapStore?.(real) ?? real;
  const { log, lines } = createTestLog();
  const settings = readBffOptions({
    origin: appOrigin,
    issuer: wire.authority.issuer,
    clientId,
    clientSecret,
    apis: [
      { path: '/api/orders', target: 'http://127.0.0.1:1', scopes: ['orders:read', 'orders:write'] },
      { path: '/api/invoices', target: 'http://127.0.0.1:1', scopes: ['invoices:read'] },
    ],
    store,
    sealingKey: createSecretKey(randomBytes(32)),
    log,
    ...given.options,
  });
  let aheadMs = 0;
  const nowMs = (): number => Date.now() + aheadMs;
  const { bff, gate } = composeBff(settings, { fetch: wire.fetch, nowMs });
  const findApi = (path: string): BffApi => settings.apis.find((api) => api.path === path)!;

  return {
    bff,
    gate,
    settings,
    store,
    wire,
    lines,
    orders: findApi('/api/orders'),
    invoices: findApi('/api/invoices'),
    advance(ms) {
      aheadMs += ms;
      Atomics.add(offset, 0, BigInt(ms));
    },
    createBrowser: () => createAppBrowser(bff, appOrigin, nowMs),
    async openSibling() {
      const sibling = await openStore();
      return composeBff({ ...settings, store: sibling }, { fetch: wire.fetch, nowMs });
    },
    async signIn(browser, person, path = '/auth/login') {
      const callback = await signInAtAuthority(wire, browser, person, path);
      // A redirect from another site: a strict cookie is not there.
      return await browser.send(callback, { site: 'cross-site' });
    },
    async admit(browser, asked = gate) {
      const cookie = browser.cookies().map(({ name, value }) => `${name}=${value}`);
      const headers = new Headers({ 'sec-fetch-site': 'same-origin', cookie: cookie.join('; ') });
      const admitted = await asked.admit({ method: 'GET', headers, opensStream: false });
      assert.ok(admitted.ok, JSON.stringify(admitted));
      return admitted.value;
    },
    async close() {
      bff.close();
      for (const opened of stores) await opened.close();
      if (given.wire === undefined) await wire.authority.close();
    },
  };
}

/** Go to the authority and back; answers the path of the callback, with its query. */
export async function signInAtAuthority(
  { authority }: Pick<WiredAuthority, 'authority'>,
  browser: AppBrowser,
  { username, password }: TestPerson,
  path = '/auth/login',
): Promise<string> {
  const away = await browser.send(path);
  assert.equal(away.status, 303);
  const visitor = authority.createBrowser();
  const page = await visitor.open(away.headers.get('location') ?? '');
  const [form] = page.forms;
  assert.ok(form, page.html);
  const answer = await visitor.submit(page, form, { identifier: username, password });
  assert.ok(answer.location, answer.html);
  const { pathname, search, searchParams } = new URL(answer.location);
  recordSecret(searchParams.get('code') ?? 'no code came back');
  return `${pathname}${search}`;
}

/** The token of an answer that must hold one. */
export function requireToken(gated: Awaited<ReturnType<Gate['renewAccessToken']>>): string {
  assert.ok(gated.ok && gated.value !== undefined, JSON.stringify(gated));
  return recordSecret(gated.value);
}

/** The code of an answer that must be a refusal. */
export function requireRefusal(gated: Awaited<ReturnType<Gate['renewAccessToken']>>): string {
  assert.ok(!gated.ok);
  return gated.problem.code;
}
