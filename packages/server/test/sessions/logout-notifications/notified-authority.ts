/** An authority with two applications that want to be told, one that does not, and all three signed in to. */

import assert from 'node:assert/strict';
import type { Browser } from '@latchkey/testing/browser';
import { type LogoutReceiver, openLogoutReceiver } from '@latchkey/testing/logout-receiver';
import { openLog } from '@latchkey/testing/run';
import type { SessionId } from '../../../src/ids.ts';
import type { LogFields } from '../../../src/log.ts';
import { type LogoutNotifier, startLogoutNotifier } from '../../../src/sessions/logout-notifications/notifier.ts';
import type { AuthorityStore } from '../../../src/store.ts';
import {
  authorizeDefaults,
  type OAuthDriver,
  oauthConfig,
  openDriver,
  readClaims,
  verifier,
} from '../../endpoints/oauth-driver.ts';

/** A session as the shop, and perhaps others, took part in it. */
export interface SharedSession {
  readonly browser: Browser;
  readonly sessionId: SessionId;
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface NotifiedAuthority {
  readonly driver: OAuthDriver;
  /** Of `web-app`. */
  readonly shop: LogoutReceiver;
  /** Of `other-app`, whose tokens are signed with RS256. */
  readonly other: LogoutReceiver;
  /** What the notifiers logged. */
  readonly lines: readonly (LogFields & { readonly level: string; readonly message: string })[];
  /**
   * Begin to deliver, over the store with these methods in place of its own. Stopped by `close`.
   *
   * @param pollIntervalMs - Default: 20.
   */
  start(changes?: Partial<AuthorityStore>, pollIntervalMs?: number): LogoutNotifier;
  /** Sign in anew, in a browser of its own, with the shop and these clients. */
  signIn(...clientIds: readonly ('other-app' | 'spa')[]): Promise<SharedSession>;
  /** End a session at once, as the shop does. */
  signOut(session: SharedSession): Promise<void>;
  close(): Promise<void>;
}

const redirectUris = {
  'web-app': 'https://shop.latchkey.test/callback',
  'other-app': 'https://other.latchkey.test/callback',
  spa: 'https://spa.latchkey.test/callback',
} as const;

export async function openNotifiedAuthority(): Promise<NotifiedAuthority> {
  const shop = await openLogoutReceiver();
  const other = await openLogoutReceiver();
  const uris: Readonly<Record<string, string>> = { 'web-app': shop.uri, 'other-app': other.uri };
  const driver = await openDriver({
    clients: oauthConfig.clients?.map((client) => ({ ...client, backchannelLogoutUri: uris[client.clientId] })),
  });
  const notifiers: LogoutNotifier[] = [];
  const lines: { level: string; message: string }[] = [];
  const file = openLog('notifier');
  const write =
    (level: string) =>
    (fields: LogFields, message: string): void => {
      lines.push({ level, message, ...fields });
      file.write(`${JSON.stringify(lines.at(-1))}\n`);
    };
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };

  async function obtain(browser: Browser, clientId: keyof typeof redirectUris): Promise<Record<string, string>> {
    const redirect_uri = redirectUris[clientId];
    const query = { ...authorizeDefaults, client_id: clientId, redirect_uri };
    let page = await browser.open(`/authorize?${new URLSearchParams(query)}`);
    const [form] = page.forms;
    if (form !== undefined) {
      const { username, password } = driver.person;
      page = await browser.submit(page, form, { identifier: username, password });
    }
    const code = new URL(page.location ?? '').searchParams.get('code') ?? undefined;
    const answer = await driver.token(clientId, {
      grant_type: 'authorization_code',
      code,
      redirect_uri,
      code_verifier: verifier,
    });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  }

  return {
    driver,
    shop,
    other,
    lines,
    start(changes = {}, pollIntervalMs = 20) {
      const { config, store, keys, clock } = driver.authority;
      const parts = { config, store: { ...store, ...changes }, keys, clock, log };
      const notifier = startLogoutNotifier(parts, { pollIntervalMs });
      notifiers.push(notifier);
      return notifier;
    },
    async signIn(...clientIds) {
      const browser = driver.authority.createBrowser();
      const tokens = await obtain(browser, 'web-app');
      for (const clientId of clientIds) await obtain(browser, clientId);
      const { id_token: idToken = '', access_token: accessToken = '', refresh_token: refreshToken = '' } = tokens;
      return { browser, sessionId: readClaims(idToken).sid, idToken, accessToken, refreshToken };
    },
    async signOut({ browser, idToken }) {
      const page = await browser.open(`/logout?${new URLSearchParams({ id_token_hint: idToken })}`);
      assert.equal(page.status, 200);
      assert.deepEqual(page.forms, []);
    },
    async close() {
      await Promise.all(notifiers.map((notifier) => notifier.stop()));
      await driver.close();
      await shop.close();
      await other.close();
    },
  };
}
