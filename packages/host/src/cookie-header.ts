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
    const name = trimBlanks(part.slice(0, equals));
    if (name === '' || cookies.has(name)) continue;
    cookies.set(name, trimBlanks(part.slice(equals + 1)));
  }
  return cookies;
}

/**
 * Without the spaces and tabs around it, RFC 6265 §5.2. `trim` would take more away: a name that begins with a no-break space
 * is another one to browsers, who let every host of the site set it, and would become one that `__Host-` protects.
 */
function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
