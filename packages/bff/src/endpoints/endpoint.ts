import type { Authority } from '../authority/authority.ts';
import type { VerifyLogoutToken } from '../authority/logout-token.ts';
import type { SetCookies } from '../cookies/set-cookies.ts';
import type { BffSettings } from '../options.ts';
import type { Sessions } from '../session/sessions.ts';
import type { BeginSession } from '../sign-in/begin-session.ts';
import type { LoginStates } from '../sign-in/login-state.ts';

/** One endpoint of the proxy's own. */
export interface Endpoint {
  /** Below `basePath`. */
  readonly path: string;
  /** GET answers HEAD too. */
  readonly method: 'GET' | 'POST';
  handle(exchange: Exchange): Promise<Response>;
}

/** A request, read as far as every endpoint needs it. */
export interface Exchange {
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  /** Who is calling; undefined when nothing is known of it. */
  readonly clientAddress: string | undefined;
}

/** What endpoints work with. */
export interface EndpointParts {
  readonly settings: BffSettings;
  readonly authority: Authority;
  readonly sessions: Sessions;
  readonly beginSession: BeginSession;
  readonly loginStates: LoginStates;
  readonly setCookies: SetCookies;
  readonly verifyLogoutToken: VerifyLogoutToken;
}
