import { createCookieJar, type StoredCookie } from '@latchkey/testing/cookie-jar';
import { recordSecret } from '@latchkey/testing/run';
import type { Bff, BffConnection } from '../../src/bff.ts';

/** A browser as the application sees it: what it keeps and what it says about who asks. */
export interface AppBrowser {
  /** Send a request from a page of the application, unless `site` says from where. */
  send(path: string, sent?: AppRequest): Promise<Response>;
  /** As {@link send}, with the CSRF token that script reads in its cookie. */
  write(path: string, sent?: AppRequest): Promise<Response>;
  cookies(): readonly StoredCookie[];
  cookie(name: string): string | undefined;
  /** Keep what an answer sets that came to the browser in another way. */
  store(setCookies: readonly string[]): void;
  /** Cookies that a strict browser would refuse. */
  readonly refused: readonly string[];
  /** Quit and start again. */
  restart(): void;
}

export interface AppRequest {
  readonly method?: string;
  /** Over the usual ones; undefined removes. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  /** `cross-site`: a link of another site, which brings no strict cookie along. Default: same-origin. */
  readonly site?: 'same-origin' | 'cross-site' | 'none';
  readonly connection?: BffConnection;
}

const shortestCredential = 16;

export function createAppBrowser(bff: Pick<Bff, 'fetch'>, origin: string, nowMs?: () => number): AppBrowser {
  const jar = createCookieJar(nowMs);
  const refused: string[] = [];

  const browser: AppBrowser = {
    refused,
    async send(path, { method = 'GET', headers = {}, body, site = 'same-origin', connection } = {}) {
      const url = new URL(path, origin);
      const usual = new Headers({ 'sec-fetch-site': site, 'user-agent': 'Test/1.0' });
      if (method !== 'GET' && method !== 'HEAD') usual.set('origin', origin);
      const cookie = jar.header({ url, sameSite: site !== 'cross-site', safeNavigation: method === 'GET' });
      if (cookie !== undefined) usual.set('cookie', cookie);
      for (const [name, value] of Object.entries(headers)) {
        if (value === undefined) usual.delete(name);
        else usual.set(name, value);
      }
      const request = new Request(url, { method, headers: usual, ...(body === undefined ? {} : { body }) });
      const response = await bff.fetch(request, connection);
      browser.store(response.headers.getSetCookie());
      return response;
    },
    write: (path, sent = {}) =>
      browser.send(path, {
        method: 'POST',
        ...sent,
        headers: { 'x-xsrf-token': browser.cookie('XSRF-TOKEN'), ...sent.headers },
      }),
    cookies: () => jar.list(),
    cookie: (name) => jar.list().find((cookie) => cookie.name === name)?.value,
    store(setCookies) {
      refused.push(...jar.store(setCookies, new URL(origin)));
      for (const { value } of jar.list()) if (value.length >= shortestCredential) recordSecret(value);
    },
    restart: () => jar.dropSessionCookies(),
  };
  return browser;
}
