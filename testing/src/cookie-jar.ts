/** A browser's cookies after RFC 6265bis, as strict as the strictest browser. */

/** A cookie as the jar keeps it. */
export interface StoredCookie {
  readonly name: string;
  readonly value: string;
  /** Host that set it, or the domain it named. */
  readonly domain: string;
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none';
  /** Milliseconds since the epoch; undefined for a cookie that ends with the browser. */
  readonly expiresAtMs: number | undefined;
}

/** What of a request decides which cookies go with it. */
export interface CookieContext {
  readonly url: URL;
  /** Whether the page that asks is of the same site; a typed address counts as same-site. */
  readonly sameSite: boolean;
  /** Whether it is a top-level navigation by a safe method: those take `Lax` cookies across sites. */
  readonly safeNavigation: boolean;
}

export interface CookieJar {
  /** Keep what the headers set; answers a sentence for each cookie that a browser would refuse. */
  store(setCookies: readonly string[], url: URL): readonly string[];
  /** The `Cookie` header for a request; undefined when no cookie goes with it. */
  header(context: CookieContext): string | undefined;
  /** Every live cookie. */
  list(): readonly StoredCookie[];
  /** What quitting the browser does: cookies without an expiry go. */
  dropSessionCookies(): void;
}

/**
 * Make an empty jar.
 *
 * `Secure` cookies are refused and withheld on plain http, on loopback too: Chromium is laxer there, Safari is not.
 * Public suffixes are not known to it.
 *
 * @param nowMs - the time that expiry is judged by.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis section 5
 */
export function createCookieJar(nowMs: () => number = Date.now): CookieJar {
  const cookies = new Map<string, StoredCookie>();

  function dropExpired(): void {
    for (const [key, cookie] of cookies) {
      if (cookie.expiresAtMs !== undefined && cookie.expiresAtMs <= nowMs()) cookies.delete(key);
    }
  }

  return {
    store(setCookies, url) {
      const refusals: string[] = [];
      for (const line of setCookies) {
        const parsed = parseSetCookie(line, url, nowMs());
        if (typeof parsed === 'string') refusals.push(parsed);
        // Cookies ignore ports, so the key has none.
        else cookies.set(`${parsed.domain};${parsed.path};${parsed.name}`, parsed);
      }
      dropExpired();
      return refusals;
    },
    header(context) {
      dropExpired();
      const matching = [...cookies.values()].filter((cookie) => matchesRequest(cookie, context));
      if (matching.length === 0) return undefined;
      return matching
        .toSorted((a, b) => b.path.length - a.path.length)
        .map((cookie) => `${cookie.name}=${cookie.value}`)
        .join('; ');
    },
    list() {
      dropExpired();
      return [...cookies.values()];
    },
    dropSessionCookies() {
      for (const [key, cookie] of cookies) if (cookie.expiresAtMs === undefined) cookies.delete(key);
    },
  };
}

/** The cookie, or a sentence that says why a browser would refuse it. */
function parseSetCookie(line: string, url: URL, nowMs: number): StoredCookie | string {
  const [pair = '', ...rest] = line.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, Math.max(equals, 0)).trim();
  if (name === '') return 'a cookie without a name';
  const value = pair.slice(equals + 1).trim();
  const attributes = new Map<string, string>();
  for (const attribute of rest) {
    const [key = '', ...parts] = attribute.split('=');
    attributes.set(key.trim().toLowerCase(), parts.join('=').trim());
  }

  const host = url.hostname;
  const wanted = attributes.get('domain')?.replace(/^\./, '').toLowerCase();
  const hostOnly = wanted === undefined || wanted === '';
  const domain = hostOnly ? host : wanted;
  if (!hostOnly && !matchesDomain(host, domain)) return `${name}: Domain=${domain} set by ${host}`;
  const wantedPath = attributes.get('path');
  const path = wantedPath?.startsWith('/') === true ? wantedPath : defaultPath(url);
  const secure = attributes.has('secure');
  if (secure && url.protocol !== 'https:') return `${name}: Secure over plain http`;
  if (/^__secure-/i.test(name) && !secure) return `${name}: the __Secure- prefix without Secure`;
  if (/^__host-/i.test(name) && !(secure && !attributes.has('domain') && wantedPath === '/')) {
    return `${name}: the __Host- prefix needs Secure, Path=/ and no Domain`;
  }
  const sameSite = readSameSite(attributes.get('samesite'));
  if (sameSite === 'none' && !secure) return `${name}: SameSite=None without Secure`;
  return {
    name,
    value,
    domain,
    hostOnly,
    path,
    secure,
    httpOnly: attributes.has('httponly'),
    sameSite,
    expiresAtMs: readExpiry(attributes, nowMs),
  };
}

function readSameSite(text: string | undefined): StoredCookie['sameSite'] {
  const value = text?.toLowerCase();
  return value === 'strict' || value === 'none' ? value : 'lax';
}

/** `Max-Age` outranks `Expires`; one that cannot be read counts as absent. */
function readExpiry(attributes: ReadonlyMap<string, string>, nowMs: number): number | undefined {
  const maxAge = attributes.get('max-age');
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) {
    return Number(maxAge) <= 0 ? 0 : nowMs + Number(maxAge) * 1000;
  }
  const expires = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(expires) ? undefined : expires;
}

function matchesRequest(cookie: StoredCookie, { url, sameSite, safeNavigation }: CookieContext): boolean {
  if (cookie.hostOnly ? url.hostname !== cookie.domain : !matchesDomain(url.hostname, cookie.domain)) return false;
  if (cookie.secure && url.protocol !== 'https:') return false;
  if (!sameSite && cookie.sameSite === 'strict') return false;
  if (!sameSite && cookie.sameSite === 'lax' && !safeNavigation) return false;
  return matchesPath(url.pathname, cookie.path);
}

function matchesDomain(host: string, domain: string): boolean {
  if (host === domain) return true;
  const isAddress = /^[\d.]+$/.test(host) || host.startsWith('[');
  return !isAddress && host.endsWith(`.${domain}`);
}

function matchesPath(requested: string, path: string): boolean {
  if (requested === path) return true;
  return requested.startsWith(path) && (path.endsWith('/') || requested[path.length] === '/');
}

function defaultPath(url: URL): string {
  const end = url.pathname.lastIndexOf('/');
  return end <= 0 ? '/' : url.pathname.slice(0, end);
}
