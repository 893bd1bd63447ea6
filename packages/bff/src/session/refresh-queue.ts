import type { BffApi } from '../options.ts';
import type { RefreshOnce, RefreshOutcome } from './refresher.ts';
import { findToken } from './session-tokens.ts';
import type { OpenSession } from './sessions.ts';
import type { SessionDigest } from './store.ts';

/** What this process is doing for one session. There is none for sessions at rest. */
interface Line {
  /** By the path of the API: whoever needs its token waits for the same one. */
  readonly flights: Map<string, Promise<RefreshOutcome>>;
  /** Ends when everything queued so far has. */
  tail: Promise<unknown>;
  /** The newest state seen, so that a request that was let in earlier does not ask for what is there. */
  newest: OpenSession | undefined;
  /** How many flights had been queued when the authority was last found unavailable, and what they answer. */
  failure: { readonly queued: number; readonly outcome: RefreshOutcome } | undefined;
  queued: number;
}

/**
 * One refresh for all requests of this process (B4). For one API of a session there is one flight, which everyone shares,
 * its failure too. Flights of one session run one after the other, because each rotates the session's refresh token; those
 * that were waiting when the authority turned out to be unavailable do not try again.
 */
export function createRefreshQueue(refreshOnce: RefreshOnce, nowMs: () => number): RefreshOnce {
  const lines = new Map<SessionDigest, Line>();

  async function fly(
    line: Line,
    place: number,
    session: OpenSession,
    api: BffApi,
    refused: string | undefined,
  ): Promise<RefreshOutcome> {
    const latest = newer(line.newest, session);
    const held = findToken(latest.tokens, api, refused);
    if (line.failure !== undefined && place <= line.failure.queued) {
      const isUsable = held !== undefined && nowMs() < held.expiresAtMs;
      return isUsable ? { ok: true, token: held.token, session: latest } : line.failure.outcome;
    }
    const outcome = await refreshOnce(latest, api, refused);
    if (outcome.ok) line.newest = newer(line.newest, outcome.session);
    else if (outcome.problem.code === 'authority_unavailable') line.failure = { queued: line.queued, outcome };
    return outcome;
  }

  function launch(session: OpenSession, api: BffApi, refused: string | undefined): Promise<RefreshOutcome> {
    const { sessionDigest } = session.stored;
    const line = lines.get(sessionDigest) ?? createLine();
    lines.set(sessionDigest, line);
    line.queued += 1;
    const place = line.queued;
    const flight = line.tail
      .catch(() => {})
      .then(() => fly(line, place, session, api, refused))
      .finally(() => {
        line.flights.delete(api.path);
        if (line.flights.size === 0) lines.delete(sessionDigest);
      });
    line.tail = flight;
    line.flights.set(api.path, flight);
    return flight;
  }

  return async (session, api, refused) => {
    const underWay = lines.get(session.stored.sessionDigest)?.flights.get(api.path);
    if (underWay !== undefined) {
      const outcome = await underWay;
      // Begun by somebody who did not know of the refusal.
      if (!outcome.ok || outcome.token !== refused) return outcome;
    }
    return await (lines.get(session.stored.sessionDigest)?.flights.get(api.path) ?? launch(session, api, refused));
  };
}

function createLine(): Line {
  return { flights: new Map(), tail: Promise.resolve(), newest: undefined, failure: undefined, queued: 0 };
}

function newer(one: OpenSession | undefined, other: OpenSession): OpenSession {
  return one !== undefined && one.stored.version >= other.stored.version ? one : other;
}
