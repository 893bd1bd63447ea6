import { createSecretKey, randomBytes } from 'node:crypto';
import { splitUrl } from '@latchkey/host/request-target';
import { recordSecret } from '@latchkey/testing/run';
import type { Bff } from '../../../src/bff.ts';
import type { Proxy } from '../../../src/gate.ts';
import type { BffApi, BffSettings } from '../../../src/options.ts';
import { createProxy } from '../../../src/proxy/create-proxy.ts';
import { respondProblem } from '../../../src/respond.ts';
import type { SessionDigest } from '../../../src/session/store.ts';
import { createTestGate, type TestGate } from './test-gate.ts';
import { createTestStore, type TestStore } from './test-store.ts';

export interface TestProxy {
  readonly proxy: Proxy;
  /** The proxy alone, as adapters see it: nothing of sign-in. */
  readonly bff: Bff;
  readonly gate: TestGate;
  readonly sessions: TestStore;
  /** Lines of the log, as text. */
  readonly logged: string[];
  /** Begin a session; answers its cookie. */
  signIn(): { readonly cookie: string; readonly sessionDigest: SessionDigest };
}

/** What of an API's declaration a test cares about. */
export type TestApi = Pick<BffApi, 'path' | 'target'> & Partial<BffApi>;

/** Longest path first, as `createBff` sorts them. */
export function openTestProxy(apis: readonly TestApi[], settings: Partial<BffSettings> = {}): TestProxy {
  const gate = createTestGate();
  const sessions = createTestStore();
  const logged: string[] = [];
  const log = (fields: unknown, message: string) => void logged.push(`${JSON.stringify(fields)} ${message}`);
  const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
  const complete: BffSettings = {
    ...{ origin: 'http://localhost', isHttps: false, issuer: 'http://localhost:4000', basePath: '/auth' },
    ...{ clientId: 'app', clientSecret: recordSecret('secret-of-the-app'), scopes: ['openid'], resources: [] },
    apis: apis.map((api) => ({ scopes: [], resource: undefined, methods, webSocket: false, ...api })),
    ...{ store: sessions.store, sealingKey: createSecretKey(randomBytes(32)), signInErrorPath: '/' },
    ...{ redirectUri: 'http://localhost/auth/callback', postLogoutRedirectUri: 'http://localhost/' },
    session: { idleTtlMs: 60_000, absoluteTtlMs: 60_000 },
    rememberedSession: { idleTtlMs: 60_000, absoluteTtlMs: 60_000 },
    ...{ sameSite: 'Strict', ownSignInForm: false, trustedProxies: [] },
    ...{ apiTimeoutMs: 60_000, apiIdleTimeoutMs: 60_000, authorityTimeoutMs: 5000 },
    log: { debug: log, info: log, warn: log, error: log },
    ...settings,
  };
  const proxy = createProxy({ settings: complete, gate });
  let begun = 0;
  return {
    ...{ proxy, gate, sessions, logged },
    bff: {
      fetch(request) {
        const { path, search } = splitUrl(request.url);
        return proxy.handle(request, path, search);
      },
      refuse: respondProblem,
      claims: (path) => proxy.claims(path),
      upgrade: (request, socket, head) => proxy.upgrade(request, socket, head),
      ready: async () => {},
      close: () => proxy.close(),
    },
    signIn() {
      begun += 1;
      const name = recordSecret(randomBytes(12).toString('base64url'));
      const sessionDigest = `digest-${begun}` as SessionDigest;
      gate.sessions.set(name, sessionDigest);
      sessions.live.add(sessionDigest);
      return { cookie: `session=${name}`, sessionDigest };
    },
  };
}
