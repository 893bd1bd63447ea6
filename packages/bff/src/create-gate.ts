import { parseCookies } from '@latchkey/host/cookie-header';
import type { SetCookies } from './cookies/set-cookies.ts';
import { csrfHeader, isCsrfToken } from './csrf/csrf-token.ts';
import { classifyRequest, isSameOrigin, isWriteMethod } from './csrf/same-origin.ts';
import type { Gate, Gated, LiveSession } from './gate.ts';
import type { BffApi } from './options.ts';
import type { RefreshOnce } from './session/refresher.ts';
import type { SessionEndings } from './session/session-endings.ts';
import { readSessionSecret } from './session/session-secret.ts';
import { findToken, standsRefused } from './session/session-tokens.ts';
import type { OpenSession, Sessions } from './session/sessions.ts';
import { BffStoreUnavailableError } from './session/store.ts';

export interface GateParts {
  readonly origin: string;
  readonly setCookies: Pick<SetCookies, 'names'>;
  readonly sessions: Sessions;
  readonly endings: SessionEndings;
  readonly refresh: RefreshOnce;
  readonly nowMs: () => number;
}

/** Judge who calls, cheap before dear: what the browser says of the page, the cookie, the CSRF token, then the store. */
export function createGate(parts: GateParts): Gate {
  const { origin, sessions, endings, refresh, nowMs } = parts;
  const { names } = parts.setCookies;
  /** What a live session opens. Beside it, not in it: nobody who is handed one can log or send it by accident. */
  const opened = new WeakMap<LiveSession, OpenSession>();

  async function admit({ method, headers, opensStream }: Parameters<Gate['admit']>[0]): Promise<Gated<LiveSession>> {
    if (!isSameOrigin(headers, classifyRequest(method, opensStream), origin)) return refuse('not_same_origin');
    const secret = readSessionSecret(parseCookies(headers.get('cookie')).get(names.session));
    if (secret === undefined) return refuse('no_session');
    if (isWriteMethod(method) && !isCsrfToken(headers.get(csrfHeader), secret)) return refuse('csrf_token');
    const session = await sessions.find(secret, true);
    if (session === undefined) return refuse('session_ended');
    const live: LiveSession = Object.freeze({ sessionDigest: secret.sessionDigest });
    opened.set(live, session);
    return { ok: true, value: live };
  }

  async function getToken(live: LiveSession, api: BffApi, refused: string | undefined): Promise<Gated<string>> {
    const session = opened.get(live);
    if (session === undefined) return refuse('no_session');
    const held = findToken(session.tokens, api, refused);
    if (held !== undefined && nowMs() < held.renewAtMs) return { ok: true, value: held.token };
    const outcome = await refresh(session, api, refused);
    if (!outcome.ok) return outcome;
    opened.set(live, outcome.session);
    return { ok: true, value: outcome.token };
  }

  async function renewToken(live: LiveSession, api: BffApi, refused: string): Promise<Gated<string | undefined>> {
    const tokens = opened.get(live)?.tokens;
    if (tokens !== undefined && standsRefused(tokens, api, refused, nowMs())) return { ok: true, value: undefined };
    return await getToken(live, api, refused);
  }

  return Object.freeze<Gate>({
    admit: (request) => orStoreUnavailable(admit(request)),
    accessToken: (live, api) => orStoreUnavailable(getToken(live, api, undefined)),
    renewAccessToken: (live, api, refused) => orStoreUnavailable(renewToken(live, api, refused)),
    onSessionsEnded: (listener) => endings.listen(listener),
  });
}

function refuse(code: 'not_same_origin' | 'no_session' | 'csrf_token' | 'session_ended'): Gated<never> {
  return { ok: false, problem: { code } };
}

/** A store that cannot answer is a refusal like any other; whatever else goes wrong is not. */
async function orStoreUnavailable<Value>(work: Promise<Gated<Value>>): Promise<Gated<Value>> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BffStoreUnavailableError) return { ok: false, problem: { code: 'store_unavailable' } };
    throw error;
  }
}
