import { randomUUID } from 'node:crypto';
import type { RevocationCandidate, RevocationLogEntry } from '@latchkey/server/store';
import { chainDigest, genesisDigest, revocationTarget } from '@latchkey/tokens/revocation-entry';
import type { Queries } from '../sqlite-engine/queries.ts';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import { appendEvent } from './audit-trail.ts';
import type { IntentTable } from './intent-table.ts';

type Kind = RevocationLogEntry['kind'];
interface LogHead {
  readonly seq: number;
  readonly digest: string;
}

/** Added to the life of every entry: verifiers allow clocks to differ, so a token may live a little beyond its `exp`. */
const leewayMs = 60_000;

export const revocationIntents: Pick<IntentTable, 'revokeAccessToken' | 'isRevoked' | 'readRevocationLog'> = {
  revokeAccessToken(transaction, { jti, expiresAtMs, clientId }, context) {
    const dead = expiresAtMs + leewayMs <= transaction.nowMs;
    if (dead || findNewest(transaction, 'token', jti) !== undefined) return;
    appendEvent(transaction, { type: 'access_token.revoked', clientId }, context);
    appendRevocation(transaction, 'token', jti, expiresAtMs);
  },

  isRevoked: (transaction, candidate) => matchesAny(transaction, candidate),

  readRevocationLog(transaction, afterSeq) {
    const entries = transaction.all<RevocationLogEntry>(
      `SELECT seq, kind, target, at_ms AS atMs, expires_at_ms AS expiresAtMs,
              previous_digest AS previousDigest, digest
       FROM revocation_log WHERE seq > ? AND expires_at_ms > ? ORDER BY seq`,
      afterSeq,
      transaction.nowMs,
    );
    const { epoch, ...head } = readLog(transaction);
    return { epoch, nowMs: transaction.nowMs, head, entries: entries.map((entry) => ({ ...entry })) };
  },
};

/** Begin the log of a database that has none. Its epoch sets it apart from the log of any other database. */
export function ensureRevocationHead(queries: Queries): void {
  if (queries.one('SELECT 1 FROM revocation_head') !== undefined) return;
  const epoch = randomUUID();
  queries.run('INSERT INTO revocation_head (id, epoch, seq, digest) VALUES (1, ?, 0, ?)', epoch, genesisDigest(epoch));
}

/** Where the log stands; the `rev` of a token vouched for in this transaction is its `seq`. */
export function readHead(queries: Queries): LogHead {
  const { seq, digest } = readLog(queries);
  return { seq, digest };
}

function readLog(queries: Queries): LogHead & { readonly epoch: string } {
  const log = queries.one<LogHead & { readonly epoch: string }>('SELECT epoch, seq, digest FROM revocation_head');
  if (log === undefined) throw new Error('The revocation log has no head; the database is damaged.');
  return { epoch: log.epoch, seq: log.seq, digest: log.digest };
}

/**
 * Append an entry, as the last step of the transaction that revokes.
 *
 * @param id - what `revocationTarget` takes for this kind.
 * @param tokensExpireAtMs - when the last token it can match expires; leeway is added here.
 */
export function appendRevocation(transaction: Transaction, kind: Kind, id: string, tokensExpireAtMs: number): void {
  const head = readHead(transaction);
  const seq = head.seq + 1;
  const target = revocationTarget(kind, id);
  const expiresAtMs = Math.ceil(Math.max(tokensExpireAtMs, transaction.nowMs)) + leewayMs;
  const digest = chainDigest(head.digest, { seq, kind, target, expiresAtMs });
  transaction.run(
    `INSERT INTO revocation_log (seq, kind, target, at_ms, expires_at_ms, previous_digest, digest)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    seq,
    kind,
    target,
    transaction.nowMs,
    expiresAtMs,
    head.digest,
    digest,
  );
  transaction.run('UPDATE revocation_head SET seq = ?, digest = ?', seq, digest);
  transaction.announceRevocation();
}

function matchesAny(transaction: Transaction, candidate: RevocationCandidate): boolean {
  const { jti, kid, grantId, sessionId, userId, clientId, rev } = candidate;
  const carries = (kind: Kind, id: string | undefined): boolean =>
    id !== undefined && findNewest(transaction, kind, id) !== undefined;
  // People and clients go on after a revocation, so what counts is which came first: the token or the entry.
  const precedes = (kind: Kind, id: string | undefined): boolean =>
    id !== undefined && (findNewest(transaction, kind, id) ?? 0) > rev;
  return (
    carries('token', jti) ||
    carries('grant', grantId) ||
    carries('session', sessionId) ||
    carries('key', kid) ||
    precedes('user', userId) ||
    precedes('client', clientId)
  );
}

/** The position of the newest unexpired entry about something. */
function findNewest(transaction: Transaction, kind: Kind, id: string): number | undefined {
  const row = transaction.one<{ seq: number | null }>(
    'SELECT max(seq) AS seq FROM revocation_log WHERE target = ? AND kind = ? AND expires_at_ms > ?',
    revocationTarget(kind, id),
    kind,
    transaction.nowMs,
  );
  return row?.seq ?? undefined;
}
