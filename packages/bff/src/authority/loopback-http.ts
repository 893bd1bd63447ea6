import * as oauth from 'oauth4webapi';
import { isLoopbackHttp } from '../secure-url.ts';

/** What lets the client library speak plain http to an issuer on this very machine; nothing for any other issuer. */
export function allowLoopbackHttp(issuer: string): object {
  if (!isLoopbackHttp(new URL(issuer))) return {};
  // oxlint-disable-next-line typescript/no-deprecated -- deprecated to make it stand out; here it cannot leave the machine
  return { [oauth.allowInsecureRequests]: true };
}
