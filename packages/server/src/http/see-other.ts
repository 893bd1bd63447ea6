/**
 * Send a browser on with GET: 303, the only redirect that a form may be answered with. 307 and 308 would send the form
 * again, password and all, to wherever it leads.
 *
 * @param location - a path of our own, or a redirect URI that was matched exactly.
 */
export function redirectSeeOther(location: string, setCookies: readonly string[] = []): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store' });
  for (const cookie of setCookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}
