import { createIssuerKeys } from '@latchkey/guard/issuer-keys';
import { createAuthority } from './authority/authority.ts';
import { createLogoutTokenVerifier } from './authority/logout-token.ts';
import type { Bff } from './bff.ts';
import { createSetCookies } from './cookies/set-cookies.ts';
import { createGate } from './create-gate.ts';
import { createDispatcher } from './dispatch.ts';
import { createEndpoints } from './endpoints/table.ts';
import type { Gate } from './gate.ts';
import type { BffSettings } from './options.ts';
import { createProxy } from './proxy/create-proxy.ts';
import { createReadiness } from './readiness.ts';
import { createRefreshQueue } from './session/refresh-queue.ts';
import { createRefresher } from './session/refresher.ts';
import { createSessionEndings } from './session/session-endings.ts';
import { createSessions } from './session/sessions.ts';
import { createSessionBeginning } from './sign-in/begin-session.ts';
import { createLoginStates } from './sign-in/login-state.ts';

/** What a proxy is put together with besides its settings. Tests give their own. */
export interface BffSurroundings {
  /** How the authority is reached. */
  readonly fetch: typeof globalThis.fetch;
  readonly nowMs: () => number;
}

/** The whole proxy, with the gate for tests that ask it directly. */
export interface ComposedBff {
  readonly bff: Bff;
  readonly gate: Gate;
}

/** Put a proxy together from checked settings. Nothing is fetched yet. */
export function composeBff(settings: BffSettings, { fetch, nowMs }: BffSurroundings): ComposedBff {
  const { issuer, clientId, origin, log, authorityTimeoutMs, sealingKey } = settings;
  const endings = createSessionEndings();
  const setCookies = createSetCookies(settings);
  const sessions = createSessions(settings, endings);
  const authority = createAuthority({ settings, fetch, nowMs });
  const refresh = createRefreshQueue(createRefresher({ settings, sessions, authority, nowMs }), nowMs);
  const gate = createGate({ origin, setCookies, sessions, endings, refresh, nowMs });
  const keys = createIssuerKeys({
    issuer,
    fetch,
    fetchTimeoutMs: authorityTimeoutMs,
    onWarning: (message) => log.warn({ code: 'issuer_keys_unavailable' }, message),
  });
  const endpoints = createEndpoints({
    settings,
    authority,
    sessions,
    beginSession: createSessionBeginning({ sessions, authority }),
    setCookies,
    loginStates: createLoginStates({ sealingKey, owner: [origin, issuer, clientId], nowMs }),
    verifyLogoutToken: createLogoutTokenVerifier({ issuer, clientId, keys, nowMs }),
  });
  const proxy = createProxy({ settings, gate });
  const dispatcher = createDispatcher({ settings, endpoints, proxy });
  const readiness = createReadiness(() => authority.readMetadata());
  const bff = Object.freeze<Bff>({
    fetch: (request, connection = {}) => dispatcher.dispatch(request, connection),
    refuse: (problem, sent) => dispatcher.refuse(problem, sent),
    claims: (path) => dispatcher.claims(path),
    upgrade: (request, socket, head) => proxy.upgrade(request, socket, head),
    ready: () => readiness.wait(),
    close() {
      readiness.close();
      proxy.close();
    },
  });
  return { bff, gate };
}
