import { randomBytes } from 'node:crypto';
import { recordSecret } from '@latchkey/testing/run';
import type { Gate, Gated } from '../../../src/gate.ts';
import type { ProblemCode } from '../../../src/problems.ts';
import type { SessionDigest } from '../../../src/session/store.ts';

/** A gate without sign-in: a cookie names the session, and tokens are made up. */
export interface TestGate extends Gate {
  /** Sessions that are let in, by the value of the cookie `session`. */
  readonly sessions: Map<string, SessionDigest>;
  /** What it was asked. */
  readonly admitted: { readonly method: string; readonly opensStream: boolean }[];
  /** Access tokens given out, in order; the last is given again until it is renewed. */
  readonly tokens: string[];
  renewals: number;
  /** Whether what was given out last is too fresh to be renewed. */
  isFresh: boolean;
  /** The answer to the next question for a token, first or renewed. */
  refuses: { readonly token?: ProblemCode; readonly renewal?: ProblemCode };
  /** Say that a session ended in this process. */
  announceEnd(): void;
}

export function createTestGate(): TestGate {
  const listeners = new Set<() => void>();
  const mint = (): Gated<string> => {
    const token = recordSecret(`token-${randomBytes(12).toString('base64url')}`);
    self.tokens.push(token);
    return { ok: true, value: token };
  };
  const refuse = (code: ProblemCode): Gated<never> => ({ ok: false, problem: { code } });
  const self: TestGate = {
    sessions: new Map(),
    admitted: [],
    tokens: [],
    renewals: 0,
    isFresh: false,
    refuses: {},
    async admit({ method, headers, opensStream }) {
      self.admitted.push({ method, opensStream });
      if (opensStream && headers.get('sec-fetch-site') === 'cross-site') return refuse('not_same_origin');
      const [, name = ''] = /(?:^|; )session=([^;]*)/.exec(headers.get('cookie') ?? '') ?? [];
      const sessionDigest = self.sessions.get(name);
      return sessionDigest === undefined ? refuse('no_session') : { ok: true, value: { sessionDigest } };
    },
    async accessToken() {
      if (self.refuses.token !== undefined) return refuse(self.refuses.token);
      const last = self.tokens.at(-1);
      return last === undefined ? mint() : { ok: true, value: last };
    },
    async renewAccessToken() {
      if (self.isFresh) return { ok: true, value: undefined };
      self.renewals += 1;
      return self.refuses.renewal === undefined ? mint() : refuse(self.refuses.renewal);
    },
    onSessionsEnded(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announceEnd() {
      for (const listener of listeners) listener();
    },
  };
  return self;
}
