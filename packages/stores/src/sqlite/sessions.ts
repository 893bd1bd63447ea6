import type { AuditContext, NewSession, Session, SessionId, UserId } from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import { appendEvent } from './audit-trail.ts';
import { computePruneDay, writeFlag, writeList } from './columns.ts';
import type { IntentTable } from './intent-table.ts';
import { sessionNumberSql, userNumberSql } from './row-numbers.ts';
import { endSessionWhole, findSessionsToEnd } from './session-endings.ts';
import { listStandingSessions } from './session-overview.ts';
import { isSessionLive, readSession, type SessionRow, sessionColumns, sessionTables } from './session-rows.ts';
import { readProfile, type UserRow, userColumns } from './users.ts';

/** A page view is written down at most so often. */
const markUsedEveryMs = 60_000;

export const sessionIntents: Pick<
  IntentTable,
  'startSession' | 'findSessionByCookie' | 'findSession' | 'hasHadGrant' | 'listSessions' | 'endSession' | 'endSessions'
> = {
  startSession(transaction, session, context) {
    if (!isProofValid(transaction, session)) return undefined;
    const previous = session.previousCookieHash && findByCookie(transaction, session.previousCookieHash);
    if (previous?.user_id === session.userId) return renewSession(transaction, previous, session, 'new', context);
    if (previous !== undefined) {
      const ending = { sessionId: previous.session_id, userId: previous.user_id };
      endSessionWhole(transaction, ending, 'another_person_signed_in', context);
    }
    const twin = findTwin(transaction, session);
    if (twin !== undefined) return renewSession(transaction, twin, session, 'new_and_former', context);
    return insertSession(transaction, session, context);
  },

  findSessionByCookie(transaction, cookieHash) {
    const row = findByCookie(transaction, cookieHash);
    if (row === undefined) return undefined;
    const dueAtMs = row.last_used_at_ms + markUsedEveryMs;
    if (transaction.nowMs < dueAtMs) return { session: readSession(row), user: readProfile(row) };
    markSessionUsed(transaction, row);
    return { session: { ...readSession(row), lastUsedAtMs: transaction.nowMs }, user: readProfile(row) };
  },

  findSession(transaction, sessionId) {
    const row = transaction.one<SessionWithUserRow>(`${selectWithUser} WHERE s.session_id = ?`, sessionId);
    return row && isLive(transaction, row) ? { session: readSession(row), user: readProfile(row) } : undefined;
  },

  hasHadGrant(transaction, { sessionId, clientId }) {
    // Left to itself, SQLite looks among all grants of the client: it does not know that a session has few.
    const sql = `SELECT 1 FROM grants INDEXED BY grants_of_session
      WHERE session_number = ${sessionNumberSql('?')} AND client_id = ?`;
    return transaction.one(sql, sessionId, clientId) !== undefined;
  },

  listSessions: (transaction, userId) => listStandingSessions(transaction, userId),

  endSession(transaction, { sessionId, userId, reason }, context) {
    return endSessionWhole(transaction, { sessionId, userId }, reason, context) ? 'ended' : 'unknown';
  },

  endSessions(transaction, { userId, exceptSessionId, reason }, context) {
    const listed = listStandingSessions(transaction, userId).filter((one) => one.sessionId !== exceptSessionId);
    for (const sessionId of findSessionsToEnd(transaction, userId)) {
      if (sessionId !== exceptSessionId) endSessionWhole(transaction, { sessionId, userId }, reason, context);
    }
    return listed.length;
  },
};

/** Note that a live session was used now, which extends its idle time though never its absolute end. */
export function markSessionUsed(
  transaction: Transaction,
  session: Pick<SessionRow, 'session_number' | 'idle_ttl_ms' | 'absolute_expires_at_ms' | 'prune_day'>,
): void {
  const idleExpiresAtMs = transaction.nowMs + session.idle_ttl_ms;
  transaction.run(
    'UPDATE sessions SET last_used_at_ms = ?, idle_expires_at_ms = ? WHERE session_number = ?',
    transaction.nowMs,
    idleExpiresAtMs,
    session.session_number,
  );
  const pruneDay = computePruneDay(Math.min(idleExpiresAtMs, session.absolute_expires_at_ms));
  if (pruneDay === session.prune_day) return;
  transaction.run('UPDATE sessions SET prune_day = ? WHERE session_number = ?', pruneDay, session.session_number);
}

interface SessionWithUserRow extends SessionRow, UserRow {
  readonly user_id: UserId;
  readonly active: number;
}

const selectWithUser = `SELECT ${sessionColumns}, ${userColumns}, u.active
  FROM ${sessionTables}`;

/** The live session that a cookie names. */
function findByCookie(transaction: Transaction, cookieHash: Uint8Array): SessionWithUserRow | undefined {
  const row = transaction.one<SessionWithUserRow>(
    `${selectWithUser} WHERE s.cookie_hash = ?1 OR s.twin_cookie_hash = ?1`,
    cookieHash,
  );
  return row && isLive(transaction, row) ? row : undefined;
}

/** The live session that the same form, sent twice, has begun or renewed already. */
function findTwin(transaction: Transaction, { userId, browser }: NewSession): SessionRow | undefined {
  if (browser === undefined) return undefined;
  // A negative age is outside every window.
  const rows = transaction.all<SessionWithUserRow>(
    `${selectWithUser} WHERE u.user_id = ? AND s.browser_id_hash = ? AND s.authenticated_at_ms BETWEEN ? AND ?`,
    userId,
    browser.idHash,
    transaction.nowMs - browser.doubleSubmitMs,
    transaction.nowMs,
  );
  return rows.find((row) => isLive(transaction, row));
}

function isLive(transaction: Transaction, row: SessionWithUserRow): boolean {
  return row.active !== 0 && isSessionLive(row, transaction.nowMs);
}

/** Whether the person may still sign in, and with the password they were judged by. */
function isProofValid(transaction: Transaction, { userId, passwordVersion }: NewSession): boolean {
  const user = transaction.one<{ password_version: number }>(
    'SELECT password_version FROM users WHERE user_id = ? AND active = 1',
    userId,
  );
  if (user === undefined) return false;
  return passwordVersion === undefined || passwordVersion === user.password_version;
}

function insertSession(transaction: Transaction, session: NewSession, context: AuditContext): Session {
  const { nowMs } = transaction;
  const { sessionId, userId, amr, remembered, idleTtlMs, absoluteTtlMs } = session;
  transaction.run(
    `INSERT INTO sessions
       (session_id, user_number, cookie_hash, browser_id_hash, authenticated_at_ms, amr, created_at_ms, last_used_at_ms,
        remembered, address, user_agent, idle_ttl_ms, idle_expires_at_ms, absolute_expires_at_ms, prune_day)
     VALUES (?, ${userNumberSql('?')}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    sessionId,
    userId,
    session.cookieHash ?? null,
    session.browser?.idHash ?? null,
    nowMs,
    writeList(amr),
    nowMs,
    nowMs,
    writeFlag(remembered),
    context.address ?? null,
    context.userAgent ?? null,
    idleTtlMs,
    nowMs + idleTtlMs,
    nowMs + absoluteTtlMs,
    computePruneDay(nowMs + Math.min(idleTtlMs, absoluteTtlMs)),
  );
  appendEvent(transaction, { type: 'session.started', userId, sessionId, detail: { remembered } }, context);
  return readOwn(transaction, sessionId);
}

/**
 * A person proved who they are again in the same browser: one session, with a secret that nobody saw before.
 *
 * @param cookies - what opens it from now on.
 */
function renewSession(
  transaction: Transaction,
  previous: SessionRow,
  session: NewSession,
  cookies: 'new' | 'new_and_former',
  context: AuditContext,
): Session {
  const { nowMs } = transaction;
  const { amr, remembered, idleTtlMs, absoluteTtlMs } = session;
  const sessionId = previous.session_id;
  transaction.run(
    `UPDATE sessions SET twin_cookie_hash = iif(?, cookie_hash, NULL), cookie_hash = ?, browser_id_hash = ?,
       authenticated_at_ms = ?, amr = ?, last_used_at_ms = ?, remembered = ?, address = ?, user_agent = ?,
       idle_ttl_ms = ?, idle_expires_at_ms = ?, absolute_expires_at_ms = ?, prune_day = ?
     WHERE session_number = ?`,
    writeFlag(cookies === 'new_and_former'),
    session.cookieHash ?? null,
    session.browser?.idHash ?? null,
    nowMs,
    writeList(amr),
    nowMs,
    writeFlag(remembered),
    context.address ?? null,
    context.userAgent ?? null,
    idleTtlMs,
    nowMs + idleTtlMs,
    nowMs + absoluteTtlMs,
    computePruneDay(nowMs + Math.min(idleTtlMs, absoluteTtlMs)),
    previous.session_number,
  );
  const { userId } = session;
  appendEvent(transaction, { type: 'session.renewed', userId, sessionId, detail: { remembered } }, context);
  return readOwn(transaction, sessionId);
}

function readOwn(transaction: Transaction, sessionId: SessionId): Session {
  const row = transaction.one<SessionRow>(
    `SELECT ${sessionColumns} FROM ${sessionTables} WHERE s.session_id = ?`,
    sessionId,
  );
  if (row === undefined) throw new Error('A session that was just written is not there.');
  return readSession(row);
}
