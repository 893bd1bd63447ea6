const noCookies: ReadonlyMap<string, string> = new Map();

/**
 * Name → value of a `Cookie` header. Of a name that repeats the first counts, as browsers send the more specific first.
 * Values are taken as they are, nothing is decoded; parts without `=` are left out.
 *
 * @see RFC 6265 §5.4
 */
export function parseCookies(header: string | null | undefined): ReadonlyMap<string, string> {
  if (header === null || header === undefined || header === '') return noCookies;
  const cookies = new Map<string, string>();
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals < 1) continue;
    const name = part.slice(0, equals).trim();
    if (name === '' || cookies.has(name)) continue;
    cookies.set(name, part.slice(equals + 1).trim());
  }
  return cookies;
}
