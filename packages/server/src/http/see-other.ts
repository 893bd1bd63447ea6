import { answerEmpty, type HttpAnswer } from './message.ts';

/**
 * Send a browser on with GET: 303, the only redirect that a form may be answered with. 307 and 308 would send the form
 * again, password and all, to wherever it leads.
 *
 * @param location - a path of our own, or a redirect URI that was matched exactly.
 */
export function redirectSeeOther(location: string, setCookies: readonly string[] = []): HttpAnswer {
  return answerEmpty(303, { location, 'cache-control': 'no-store' }, setCookies);
}
