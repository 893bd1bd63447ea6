import type { BffApi } from '../options.ts';

/** A path that belongs to an API: what of it is below the API's own. */
export interface MatchedPath {
  readonly api: BffApi;
  /** Empty, or begins with a slash; as sent. */
  readonly rest: string;
}

/**
 * The characters of a path segment that is written plainly: those of RFC 3986 and the few more (`[ ] ^ |`) that browsers
 * leave as they are. Without control characters, spaces, backslashes, `?`, `#` and everything beyond ASCII; a percent sign
 * stands before two hexadecimal digits.
 */
const plainPath = /^(?:\/(?:[!$&-.0-9:;=@A-Z[\]^_a-z|~]|%[0-9A-Fa-f]{2})*)+$/;
const percentEncoded = /(?:%[0-9A-Fa-f]{2})+/g;
/** What no segment may hold, however often it is encoded: it would be another path to somebody who decodes it. */
const forbiddenWhenDecoded = /[/\\\p{Cc}\uFFFD]/u;
/** Nobody encodes more often than this in earnest, and each decoding costs a pass over the text. */
const maxDecodings = 4;
/** With parameters too: some servers cut `..;x` at the semicolon and then climb. */
const dotSegment = /^\.{1,2}(?:;|$)/;

/**
 * Whether a path means the same to everybody who reads it: no empty segment but the last, no dot segment, no backslash, no
 * control character, no byte beyond ASCII, nothing that becomes one of these by decoding it once or again and again, no
 * percent-encoding that is broken or not UTF-8, and none that is nested more than four deep. The allow-list is asked about
 * such paths alone, because whatever normalises others behind it could reach what it does not list.
 *
 * @param path - as sent.
 * @see RFC 3986 §3.3, §6.2.2 and §7.3
 */
export function isPlainPath(path: string): boolean {
  if (!plainPath.test(path) || path.includes('//')) return false;
  return path.split('/').every(isPlainSegment);
}

function isPlainSegment(segment: string): boolean {
  let form = segment;
  for (let decodings = 0; decodings <= maxDecodings; decodings += 1) {
    if (dotSegment.test(form) || forbiddenWhenDecoded.test(form)) return false;
    const decoded = decodeOnce(form);
    if (decoded === form) return true;
    form = decoded;
  }
  return false;
}

function decodeOnce(text: string): string {
  return text.replace(percentEncoded, decodeRun);
}

/** Bytes that are no UTF-8 become U+FFFD, which no segment may hold. */
function decodeRun(run: string): string {
  return Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8');
}

/** The API a path belongs to, by whole segments, as sent; the longest declared path wins. Judges nothing else about it. */
export function matchApi(apis: readonly BffApi[], path: string): MatchedPath | undefined {
  for (const api of apis) {
    if (path === api.path || path.startsWith(`${api.path}/`)) return { api, rest: path.slice(api.path.length) };
  }
  return undefined;
}

/**
 * Whether a path could be taken for one of an API: as sent, or by somebody who decodes and resolves it. Such a path is the
 * proxy's to answer, if only to refuse it.
 */
export function isNearApi(apis: readonly BffApi[], path: string): boolean {
  if (matchApi(apis, path) !== undefined) return true;
  if (isPlainPath(path)) return false;
  let loosest = path;
  for (let decodings = 0; decodings < maxDecodings; decodings += 1) loosest = decodeOnce(loosest);
  return matchApi(apis, resolveLoosely(loosest)) !== undefined;
}

function resolveLoosely(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split(/[/\\]/)) {
    const [name = ''] = segment.split(';');
    if (name === '..') segments.pop();
    else if (name !== '' && name !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

/** Where a request goes: the target's path, then the rest of the browser's, then the query, both as sent. */
export function joinTarget(target: URL, rest: string, search: string): string {
  const base = target.pathname.replace(/\/$/, '');
  const path = `${base}${rest}`;
  return `${path === '' ? '/' : path}${search}`;
}

/** A query as sent: empty or a question mark, then printable ASCII without a fragment. Anything else splits requests. */
export function isPlainSearch(search: string): boolean {
  return /^(?:\?[!"$-~]*)?$/.test(search);
}
