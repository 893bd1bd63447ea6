/** Finds the credentials in what a server answers, so that the log-hygiene suite can search for them. */
import { recordSecret } from './run.ts';

const tokenMembers = new Set([
  'access_token',
  'refresh_token',
  'id_token',
  'authorization_code',
  'code',
  'client_secret',
]);
/** Shorter values are flags, or made up by a test; nobody's credential is so short. */
const shortestCredential = 16;

/** Record every cookie value that is long enough to be a credential. */
export function recordCookies(setCookies: readonly string[]): void {
  for (const line of setCookies) {
    const value = line.slice(line.indexOf('=') + 1).split(';', 1)[0] ?? '';
    if (value.length >= shortestCredential) recordSecret(value);
  }
}

/** Record the authorization code of a redirect. */
export function recordRedirect(location: string, base: string): void {
  const code = URL.canParse(location, base) ? new URL(location, base).searchParams.get('code') : null;
  if (code !== null && code.length >= shortestCredential) recordSecret(code);
}

/** Record the tokens and secrets of an answer's JSON body. */
export function recordTokens(body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  for (const [name, value] of Object.entries(body)) {
    if (tokenMembers.has(name) && typeof value === 'string' && value.length >= shortestCredential) recordSecret(value);
  }
}

/** Record cookies, redirected codes, and tokens in a JSON body. The response stays unread. */
export async function recordCredentials(response: Response, url: string): Promise<void> {
  recordCookies(response.headers.getSetCookie());
  recordRedirect(response.headers.get('location') ?? '', url);
  if (response.headers.get('content-type')?.startsWith('application/json') !== true) return;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  recordTokens(body);
}
