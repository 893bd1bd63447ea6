import {
  type AuditContext,
  type ClientId,
  decideRedemption,
  findEndReason,
  firstGeneration,
  type RedeemableCode,
  type RedeemCodeRequest,
  type RedeemCodeResult,
} from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import { appendEvent } from './audit-trail.ts';
import { computePruneDay, readFlag, readList, writeFlag, writeList } from './columns.ts';
import { markGrantEnded } from './grant-endings.ts';
import { findGrant, type GrantRow, nameGrant, readRotatingGrant, takeSnapshot } from './grant-rows.ts';
import type { IntentTable } from './intent-table.ts';
import { appendRevocation } from './revocation-log.ts';
import { isSessionLive, readSessionLiveness, type SessionRow, sessionTables } from './session-rows.ts';
import { extendTokenExpiry } from './token-expiry.ts';

export const codeIntents: Pick<IntentTable, 'saveAuthorizationCode' | 'redeemCode'> = {
  saveAuthorizationCode(transaction, code) {
    const session = transaction.one<LiveSessionRow>(selectSession, code.sessionId, code.userId);
    if (session === undefined || !isSessionLive(session, transaction.nowMs)) return false;
    transaction.run(
      `INSERT INTO authorization_codes
         (code_hash, client_id, session_number, redirect_uri, code_challenge, scopes, resources, nonce,
          authenticated_at_ms, amr, expires_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      code.codeHash,
      code.clientId,
      session.session_number,
      code.redirectUri ?? null,
      code.codeChallenge,
      writeList(code.scopes),
      writeList(code.resources),
      code.nonce ?? null,
      session.authenticated_at_ms,
      session.amr,
      transaction.nowMs + code.ttlMs,
    );
    return true;
  },

  redeemCode(transaction, request, context) {
    const row = transaction.one<CodeRow>(selectCode, request.codeHash);
    const decision = decideRedemption(row && readCode(row), request, transaction.nowMs);
    if (decision.action === 'refuse') return decision.result;
    if (row === undefined) return { status: 'invalid', reason: 'unknown_code' };
    if (decision.action === 'redeem') return redeem(transaction, row, request, context);
    const grant = row.grant_number === null ? undefined : findGrant(transaction, row.grant_number);
    if (decision.action === 'repeat') return repeat(transaction, row, grant, request);
    if (grant !== undefined) endReplayed(transaction, grant, context);
    return { status: 'replayed' };
  },
};

type LiveSessionRow = Pick<
  SessionRow,
  'session_number' | 'authenticated_at_ms' | 'amr' | 'end_reason' | 'idle_expires_at_ms' | 'absolute_expires_at_ms'
>;

const selectSession = `
  SELECT s.session_number, s.authenticated_at_ms, s.amr, s.end_reason, s.idle_expires_at_ms, s.absolute_expires_at_ms
  FROM ${sessionTables}
  WHERE s.session_id = ? AND u.user_id = ? AND u.active = 1`;

interface CodeRow extends LiveSessionRow {
  readonly client_id: ClientId;
  readonly redirect_uri: string | null;
  readonly code_challenge: string;
  readonly scopes: string;
  readonly resources: string;
  readonly nonce: string | null;
  readonly expires_at_ms: number;
  readonly redeemed_by_attempt_id: string | null;
  readonly grant_number: number | null;
  readonly active: number;
  readonly client_live: number;
}

const selectCode = `
  SELECT c.client_id, c.session_number, c.redirect_uri, c.code_challenge, c.scopes, c.resources, c.nonce, c.authenticated_at_ms, c.amr,
    c.expires_at_ms, c.redeemed_by_attempt_id, c.grant_number, u.active,
    s.end_reason, s.idle_expires_at_ms, s.absolute_expires_at_ms,
    EXISTS (SELECT 1 FROM declared_items d WHERE d.kind = 'client' AND d.id = c.client_id) AS client_live
  FROM authorization_codes c
  JOIN sessions s ON s.session_number = c.session_number
  JOIN users u ON u.user_number = s.user_number
  WHERE c.code_hash = ?`;

function readCode(row: CodeRow): RedeemableCode {
  return {
    clientId: row.client_id,
    redirectUri: row.redirect_uri ?? undefined,
    codeChallenge: row.code_challenge,
    resources: readList(row.resources),
    expiresAtMs: row.expires_at_ms,
    redeemedByAttemptId: row.redeemed_by_attempt_id ?? undefined,
    userActive: readFlag(row.active),
    clientLive: readFlag(row.client_live),
    session: readSessionLiveness(row),
  };
}

function redeem(
  transaction: Transaction,
  row: CodeRow,
  request: RedeemCodeRequest,
  context: AuditContext,
): RedeemCodeResult {
  const grantNumber = insertGrant(transaction, row, request, context);
  transaction.run(
    'UPDATE authorization_codes SET redeemed_by_attempt_id = ?, grant_number = ? WHERE code_hash = ?',
    request.attemptId,
    grantNumber,
    request.codeHash,
  );
  const grant = findGrant(transaction, grantNumber);
  if (grant === undefined) throw new Error('A grant that was just written is not there.');
  appendEvent(transaction, { type: 'grant.created', ...nameGrant(grant) }, context);
  return { status: 'redeemed', grant: takeSnapshot(transaction, grant), nonce: row.nonce ?? undefined };
}

function insertGrant(
  transaction: Transaction,
  row: CodeRow,
  request: RedeemCodeRequest,
  context: AuditContext,
): number {
  const { nowMs } = transaction;
  const { refresh } = request;
  const tokensExpireAtMs = nowMs + request.accessTokenTtlMs;
  const idleExpiresAtMs = refresh === undefined ? nowMs : nowMs + refresh.idleTtlMs;
  const absoluteExpiresAtMs = refresh === undefined ? nowMs : nowMs + refresh.absoluteTtlMs;
  return transaction.insert(
    `INSERT INTO grants
       (grant_id, session_number, client_id, scopes, resources, authenticated_at_ms, amr, created_at_ms, tokens_expire_at_ms,
        prune_day, handle_hash, binding, offline, generation, key_id, supersessions, rotated_at_ms, rotated_address, rotated_user_agent,
        idle_expires_at_ms, absolute_expires_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, x'', ?, ?, ?, ?, ?)`,
    request.grantId,
    row.session_number,
    row.client_id,
    row.scopes,
    row.resources,
    row.authenticated_at_ms,
    row.amr,
    nowMs,
    tokensExpireAtMs,
    computePruneDay(Math.max(tokensExpireAtMs, Math.min(idleExpiresAtMs, absoluteExpiresAtMs))),
    refresh?.handleHash ?? null,
    writeFlag(refresh?.offline ?? false),
    firstGeneration,
    refresh?.keyId ?? 0,
    nowMs,
    context.address ?? null,
    context.userAgent ?? null,
    idleExpiresAtMs,
    absoluteExpiresAtMs,
  );
}

/** Our own retry: what the first arrival was answered, if that grant still lives. */
function repeat(
  transaction: Transaction,
  row: CodeRow,
  grant: GrantRow | undefined,
  request: RedeemCodeRequest,
): RedeemCodeResult {
  if (grant === undefined) return { status: 'invalid', reason: 'ended' };
  const rotating = readRotatingGrant(grant);
  const endReason = rotating ? findEndReason(rotating, transaction.nowMs) : grant.grant_end_reason;
  if (typeof endReason === 'string') return { status: 'invalid', reason: endReason };
  extendTokenExpiry(transaction, grant, transaction.nowMs + request.accessTokenTtlMs);
  return { status: 'redeemed', grant: takeSnapshot(transaction, grant), nonce: row.nonce ?? undefined };
}

/** Somebody else holds the code and its verifier: what the first of the two got cannot be told from theft. */
function endReplayed(transaction: Transaction, grant: GrantRow, context: AuditContext): void {
  if (!markGrantEnded(transaction, grant.grant_number, 'authorization_code_replayed')) return;
  appendEvent(transaction, { type: 'authorization_code.replayed', ...nameGrant(grant) }, context);
  appendRevocation(transaction, 'grant', grant.grant_id, grant.tokens_expire_at_ms);
}
