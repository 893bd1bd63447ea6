import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Authority } from '../authority/authority.ts';
import type { RefreshResult } from '../authority/refresh.ts';
import type { BffApi, BffSettings } from '../options.ts';
import type { Problem } from '../problems.ts';
import { findToken, type HeldAccessToken, openTokens, type SessionTokens, sealTokens } from './session-tokens.ts';
import type { OpenSession, Sessions } from './sessions.ts';
import { BffStoreUnavailableError, type StoredBffSession } from './store.ts';

/** An access token with the session as it is now, or why there is none. */
export type RefreshOutcome =
  | { readonly ok: true; readonly token: string; readonly session: OpenSession }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Get a session an access token for an API that differs from `refused`, by a refresh unless another process has just done
 * it. Rejects with BffStoreUnavailableError when the store cannot answer.
 */
export type RefreshOnce = (session: OpenSession, api: BffApi, refused: string | undefined) => Promise<RefreshOutcome>;

export interface RefresherParts {
  readonly settings: Pick<BffSettings, 'store' | 'log'>;
  readonly sessions: Sessions;
  readonly authority: Pick<Authority, 'refresh' | 'revoke'>;
  readonly nowMs: () => number;
}

/**
 * How long one process has the refresh to itself. Above the time a refresh may take (`authorityTimeoutMs`, 9 s at most), so
 * that nobody cuts in on a slow one; far below the time for which the authority takes a superseded refresh token again
 * (30 s): when a process dies after the authority rotated and before the store knew, the next one presents the old token in
 * time and is given its successor. With a lease as long as that overlap it would be taken for a thief.
 */
const leaseMs = 10_000;
/** How often a waiting process looks. */
const pollMs = 50;
/** Longer than a lease, so that one dead process is outlived. */
const patienceMs = 12_000;
/**
 * An API that refuses every token costs a session one refresh in so long, not one for each request. Not the first refusal
 * of a token, which may have been revoked a moment after it was issued.
 */
const replacementStandsMs = 10_000;

/**
 * Refresh across processes: whoever claims the session in the store refreshes; the others look until there are newer
 * tokens. Does not look after callers in this process; {@link createRefreshQueue} does.
 */
export function createRefresher({ settings, sessions, authority, nowMs }: RefresherParts): RefreshOnce {
  const { store, log } = settings;

  return async (began, api, refused) => {
    let session = began;
    const deadlineMs = performance.now() + patienceMs;
    while (performance.now() < deadlineMs) {
      const held = findToken(session.tokens, api, refused);
      if (held !== undefined && nowMs() < held.renewAtMs) return { ok: true, token: held.token, session };
      const { sessionDigest, version } = session.stored;
      const claimId = randomUUID();
      const claim = await store.claimRefresh({ sessionDigest, version, claimId, leaseMs });
      if (claim.status === 'gone') return ended;
      if (claim.status === 'busy') {
        await wait(pollMs);
      } else if (claim.status === 'newer') {
        const newer = open(session, claim.session);
        if (newer === undefined) return ended;
        session = newer;
      } else {
        const outcome = await refresh(session, api, refused, claimId);
        if (outcome !== 'superseded') return outcome;
        const current = await sessions.find(session.secret, false);
        if (current === undefined) return ended;
        session = current;
      }
    }
    log.warn({ code: 'refresh_wait_ended' }, 'refresh');
    return fallBack(session, api, refused, undefined);
  };

  function open({ secret }: OpenSession, stored: StoredBffSession): OpenSession | undefined {
    const tokens = openTokens(stored.sealedTokens, secret);
    return tokens && { secret, stored, tokens };
  }

  /** With the claim in hand. */
  async function refresh(
    session: OpenSession,
    api: BffApi,
    refused: string | undefined,
    claimId: string,
  ): Promise<RefreshOutcome | 'superseded'> {
    const claimedAtMs = performance.now();
    const { sessionDigest } = session.stored;
    const { refreshToken, subject } = session.tokens;
    const result = await authority.refresh({ refreshToken, subject, api });
    if (result.status === 'refused') {
      await sessions.end(sessionDigest);
      log.info({ code: 'session_ended', cause: 'refresh_refused' }, 'session');
      return ended;
    }
    if (result.status === 'unavailable') {
      await store.releaseRefresh({ sessionDigest, claimId });
      return fallBack(session, api, refused, result.retryAfterSeconds);
    }
    const accessToken: HeldAccessToken =
      refused === undefined
        ? result.accessToken
        : { ...result.accessToken, standsUntilMs: nowMs() + replacementStandsMs };
    const tokens = mergeTokens(session.tokens, api, { ...result, accessToken }, nowMs());
    const written = await write(session, tokens, claimId, claimedAtMs + leaseMs);
    if (written === 'superseded') return 'superseded';
    if (written === 'gone') {
      // Signed out meanwhile, perhaps with a token that this one has followed.
      await authority.revoke(result.refreshToken);
      return ended;
    }
    const stored = { ...session.stored, version: session.stored.version + 1 };
    return { ok: true, token: result.accessToken.token, session: { secret: session.secret, stored, tokens } };
  }

  /**
   * Put the tokens in place, trying again for as long as the claim holds: they exist nowhere else, and a store that
   * stumbles must not cost the person the session.
   */
  async function write(
    { stored, secret }: OpenSession,
    tokens: SessionTokens,
    claimId: string,
    untilMs: number,
  ): Promise<'replaced' | 'superseded' | 'gone'> {
    const { sessionDigest, version } = stored;
    const sealedTokens = sealTokens(tokens, secret);
    for (;;) {
      try {
        return await store.replaceTokens({ sessionDigest, version, claimId, sealedTokens });
      } catch (error) {
        if (!(error instanceof BffStoreUnavailableError) || performance.now() + pollMs > untilMs) throw error;
        await wait(pollMs);
      }
    }
  }

  /** Refreshed ahead of time in vain: what is at hand is good until it expires. */
  function fallBack(
    session: OpenSession,
    api: BffApi,
    refused: string | undefined,
    retryAfterSeconds: number | undefined,
  ): RefreshOutcome {
    const held = findToken(session.tokens, api, refused);
    if (held !== undefined && nowMs() < held.expiresAtMs) return { ok: true, token: held.token, session };
    return { ok: false, problem: { code: 'authority_unavailable', retryAfterSeconds } };
  }
}

const ended: RefreshOutcome = Object.freeze({ ok: false, problem: Object.freeze({ code: 'session_ended' }) });

function mergeTokens(
  tokens: SessionTokens,
  api: BffApi,
  { refreshToken, accessToken }: Extract<RefreshResult, { status: 'refreshed' }>,
  nowMs: number,
): SessionTokens {
  // Those that have expired would only make every session larger.
  const live = Object.entries(tokens.accessTokens).filter(([, held]) => nowMs < held.expiresAtMs);
  return { ...tokens, refreshToken, accessTokens: { ...Object.fromEntries(live), [api.path]: accessToken } };
}
