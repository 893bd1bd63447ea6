import { hash } from 'node:crypto';
import type { BffSettings, SessionLifetime } from '../options.ts';
import type { SessionEndings } from './session-endings.ts';
import { createSessionSecret, type SessionSecret } from './session-secret.ts';
import { openTokens, type SessionTokens, sealTokens } from './session-tokens.ts';
import type { SessionDigest, StoredBffSession } from './store.ts';

/** A session whose cookie was presented: what is stored of it, opened. */
export interface OpenSession {
  readonly secret: SessionSecret;
  readonly stored: StoredBffSession;
  readonly tokens: SessionTokens;
}

/** The sessions of this application. Every promise rejects with BffStoreUnavailableError when the store cannot answer. */
export interface Sessions {
  /**
   * Begin one under a secret nobody has seen before, whatever the browser presented: so no session can be fixed in advance.
   *
   * @param request.previous - the session this browser had; it ends in the same step.
   */
  begin(request: {
    readonly tokens: SessionTokens;
    readonly lifetime: SessionLifetime;
    readonly previous: SessionDigest | undefined;
  }): Promise<{ readonly session: OpenSession; readonly cookieValue: string }>;
  /**
   * The live session of a secret. Undefined too when what is stored does not open: then it is of no use to anybody.
   *
   * @param touch - count it as used.
   */
  find(secret: SessionSecret, touch: boolean): Promise<OpenSession | undefined>;
  /** End one, and say so in this process. */
  end(sessionDigest: SessionDigest): Promise<void>;
  /** End those of a `sid`, or of a subject when there is no `sid`. Answers how many there were. */
  endOf(target: { readonly sid: string | undefined; readonly sub: string | undefined }): Promise<number>;
}

export function createSessions(
  { store, issuer, log }: Pick<BffSettings, 'store' | 'issuer' | 'log'>,
  endings: SessionEndings,
): Sessions {
  const digest = (kind: string, name: string): string =>
    // As JSON, so that no two different lists give the same text.
    hash('sha256', JSON.stringify([`latchkey bff ${kind}`, issuer, name]), 'base64url');

  async function find(secret: SessionSecret, touch: boolean): Promise<OpenSession | undefined> {
    const stored = await store.findSession(secret.sessionDigest, { touch });
    const tokens = stored && openTokens(stored.sealedTokens, secret);
    if (stored !== undefined && tokens === undefined) log.warn({ code: 'unreadable_session' }, 'session');
    return stored && tokens && { secret, stored, tokens };
  }

  return {
    find,
    async begin({ tokens, lifetime, previous }) {
      const { secret, cookieValue } = createSessionSecret();
      await store.beginSession({
        sessionDigest: secret.sessionDigest,
        sealedTokens: sealTokens(tokens, secret),
        subjectDigest: digest('subject', tokens.subject),
        sidDigest: tokens.sid === undefined ? undefined : digest('sid', tokens.sid),
        ...lifetime,
        previousSessionDigest: previous,
      });
      if (previous !== undefined) endings.announce();
      const session = await find(secret, false);
      if (session === undefined) throw new Error('A session that has just begun cannot be read back');
      return { session, cookieValue };
    },
    async end(sessionDigest) {
      await store.endSession(sessionDigest);
      endings.announce();
    },
    async endOf({ sid, sub }) {
      const target =
        sid === undefined ? { subjectDigest: digest('subject', sub ?? '') } : { sidDigest: digest('sid', sid) };
      const count = await store.endSessionsOf(target);
      endings.announce();
      return count;
    },
  };
}
