/**
 * A browser without script: navigates, keeps cookies, sends forms with the headers Chromium sends. The credentials it
 * meets are recorded as secrets of the run.
 */
import { createCookieJar, type StoredCookie } from './cookie-jar.ts';
import {
  collectEntries,
  type FieldValues,
  type HtmlControl,
  type HtmlForm,
  type HtmlLink,
  isSubmitButton,
  readForms,
  readLinks,
} from './html-forms.ts';
import { createHttpFetch, type Transport } from './http-fetch.ts';
import { recordCookies, recordRedirect } from './record-credentials.ts';
import { type ReferrerPolicy, readReferrerPolicy, refererFor, serializeOrigin } from './referrer-policy.ts';

export type { StoredCookie } from './cookie-jar.ts';
export type { FieldValues, HtmlControl, HtmlForm, HtmlLink } from './html-forms.ts';

/** What the window shows after a navigation. */
export interface Page {
  /** The address bar. */
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  readonly forms: readonly HtmlForm[];
  readonly links: readonly HtmlLink[];
  /**
   * Where a redirect to another origin pointed: it is not followed, and `status`, `headers` and `html` are those of the
   * redirect. Undefined for a page that was shown.
   */
  readonly location: string | undefined;
  /** Every answer on the way here, this one last. */
  readonly hops: readonly { readonly method: string; readonly url: URL; readonly status: number }[];
}

export interface Browser {
  /** Type an address. Relative ones count from `baseUrl`. */
  open(url: string | URL): Promise<Page>;
  /** Press a link of a page. */
  follow(page: Page, link: HtmlLink | string | URL): Promise<Page>;
  /**
   * Fill a form in and send it.
   *
   * @param form - one of the page's.
   * @param fields - what to change; everything else is sent as the page gave it.
   * @param button - the name, value or label of the button to press. Default: the first one that sends.
   * @throws Error for a field or button the form does not have.
   */
  submit(page: Page, form: HtmlForm, fields?: FieldValues, button?: string): Promise<Page>;
  /** Pretend to show a page of any origin: an attacker's, say. Forms sent from it carry that origin. */
  show(url: string | URL, html: string): Page;
  /** The live cookies. */
  cookies(): readonly StoredCookie[];
  /** Cookies that were refused, a sentence each; an honest server causes none. */
  refusedCookies(): readonly string[];
  /** Quit and start again: cookies without an expiry are gone. */
  restart(): void;
}

export interface BrowserOptions {
  /** Default: real sockets, see {@link createHttpFetch}. */
  readonly fetch?: Transport | undefined;
  /** Redirects that leave its origin are not followed. Default: the origin of each address opened. */
  readonly baseUrl?: string | URL | undefined;
  /** The time cookies expire by. Default: `Date.now`. */
  readonly nowMs?: (() => number) | undefined;
  readonly userAgent?: string | undefined;
}

interface Navigation {
  readonly method: string;
  readonly url: URL;
  readonly body: string | undefined;
  /** The page that asks; undefined for a typed address. */
  readonly initiator: { readonly url: URL; readonly policy: ReferrerPolicy } | undefined;
}

const mostRedirects = 20;
const defaultUserAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** Make a browser with no cookies and an empty window. */
export function createBrowser(options: BrowserOptions = {}): Browser {
  const transport = options.fetch ?? createHttpFetch();
  const jar = createCookieJar(options.nowMs);
  const refusals: string[] = [];
  const baseUrl = options.baseUrl === undefined ? undefined : new URL(options.baseUrl);

  async function navigate(first: Navigation): Promise<Page> {
    const home = baseUrl?.origin ?? first.url.origin;
    const hops: { method: string; url: URL; status: number }[] = [];
    let step = first;
    let site = compareSites(first.initiator?.url, first.url);
    while (hops.length <= mostRedirects) {
      const response = await transport(buildRequest(step, site));
      refusals.push(...jar.store(response.headers.getSetCookie(), step.url));
      recordCookies(response.headers.getSetCookie());
      recordRedirect(response.headers.get('location') ?? '', step.url.href);
      hops.push({ method: step.method, url: step.url, status: response.status });
      const target = readRedirect(response, step.url);
      if (target === undefined || target.origin !== home) {
        return readPage(step.url, response, await response.text(), target, hops);
      }
      // The worst relation of the chain counts, except for a typed address, which stays `none`.
      if (site !== 'none') site = worseSite(site, compareSites(first.initiator?.url, target));
      step = redirectedStep(step, target, response.status);
    }
    throw new Error(`more than ${mostRedirects} redirects from ${first.url.origin}${first.url.pathname}`);
  }

  function buildRequest(step: Navigation, site: FetchSite): Request {
    const headers = new Headers({
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      'accept-language': 'en',
      'sec-fetch-dest': 'document',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-site': site,
      'sec-fetch-user': '?1',
      'upgrade-insecure-requests': '1',
      'user-agent': options.userAgent ?? defaultUserAgent,
    });
    const isSafe = step.method === 'GET';
    const cookie = jar.header({ url: step.url, sameSite: site !== 'cross-site', safeNavigation: isSafe });
    if (cookie !== undefined) headers.set('cookie', cookie);
    if (step.initiator !== undefined) {
      const referer = refererFor(step.initiator.policy, step.initiator.url, step.url);
      if (referer !== undefined) headers.set('referer', referer);
      if (!isSafe) headers.set('origin', serializeOrigin(step.initiator.policy, step.initiator.url, step.url));
    }
    if (step.body === undefined) return new Request(step.url, { method: step.method, headers });
    headers.set('content-type', 'application/x-www-form-urlencoded');
    return new Request(step.url, { method: step.method, headers, body: step.body });
  }

  return {
    open: (url) => navigate({ method: 'GET', url: new URL(url, baseUrl), body: undefined, initiator: undefined }),
    follow: (page, link) => {
      const target = typeof link === 'string' || link instanceof URL ? new URL(link, page.url) : link.url;
      return navigate({ method: 'GET', url: target, body: undefined, initiator: initiatorOf(page) });
    },
    submit: async (page, form, fields = {}, button) => {
      if (!page.forms.includes(form)) throw new Error('the form is not on that page');
      if (form.enctype !== 'application/x-www-form-urlencoded') throw new Error(`cannot send ${form.enctype}`);
      const pressed = findButton(form, button);
      const entries = new URLSearchParams([...collectEntries(form, fields, pressed)]);
      const action = new URL(pressed?.attributes.get('formaction') ?? form.action, page.url);
      const method = (pressed?.attributes.get('formmethod') ?? form.method).toUpperCase();
      if (method === 'GET') action.search = entries.toString();
      const body = method === 'GET' ? undefined : entries.toString();
      return navigate({ method, url: action, body, initiator: initiatorOf(page) });
    },
    show: (url, html) => readPage(new URL(url), new Response(null), html, undefined, []),
    cookies: () => jar.list(),
    refusedCookies: () => refusals,
    restart: () => jar.dropSessionCookies(),
  };
}

type FetchSite = 'none' | 'same-origin' | 'same-site' | 'cross-site';

/** @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header */
function compareSites(from: URL | undefined, to: URL): FetchSite {
  if (from === undefined) return 'none';
  if (from.origin === to.origin) return 'same-origin';
  return from.protocol === to.protocol && registrableDomain(from) === registrableDomain(to)
    ? 'same-site'
    : 'cross-site';
}

/** The last two labels: right for the names tests use. Addresses and `localhost` stand for themselves. */
function registrableDomain(url: URL): string {
  const host = url.hostname;
  return /^[\d.]+$/.test(host) || host.startsWith('[') ? host : host.split('.').slice(-2).join('.');
}

function worseSite(a: FetchSite, b: FetchSite): FetchSite {
  const order: readonly FetchSite[] = ['none', 'same-origin', 'same-site', 'cross-site'];
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

function readRedirect(response: Response, url: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  const location = response.headers.get('location');
  return location === null ? undefined : new URL(location, url);
}

/** 303 always becomes a GET, 301 and 302 after a POST; 307 and 308 repeat the request, body and all. */
function redirectedStep(step: Navigation, url: URL, status: number): Navigation {
  const repeats = status === 307 || status === 308 || (status !== 303 && step.method !== 'POST');
  return repeats ? { ...step, url } : { ...step, url, method: 'GET', body: undefined };
}

function initiatorOf(page: Page): NonNullable<Navigation['initiator']> {
  return { url: page.url, policy: readReferrerPolicy(page.headers) };
}

function readPage(url: URL, response: Response, html: string, location: URL | undefined, hops: Page['hops']): Page {
  return {
    url,
    status: response.status,
    headers: response.headers,
    html,
    forms: readForms(html, url),
    links: readLinks(html, url),
    location: location?.href,
    hops,
  };
}

function findButton(form: HtmlForm, wanted: string | undefined): HtmlControl | undefined {
  const buttons = form.controls.filter((control) => isSubmitButton(control) && !control.disabled);
  if (wanted === undefined) return buttons[0];
  const found = buttons.find((button) => [button.name, button.value, button.label].includes(wanted));
  if (found === undefined) {
    throw new Error(`no button '${wanted}'; there are: ${buttons.map((button) => button.label).join(', ')}`);
  }
  return found;
}
