import type { ClientId, Consent, UserId } from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import { appendEvent } from './audit-trail.ts';
import { readList, writeList } from './columns.ts';
import type { IntentTable } from './intent-table.ts';
import { userNumberSql } from './row-numbers.ts';

export const consentIntents: Pick<IntentTable, 'findConsent' | 'recordConsent'> = {
  findConsent: (transaction, userId, clientId) => readConsent(transaction, userId, clientId),

  recordConsent(transaction, { userId, clientId, scopes, resources }, context) {
    const earlier = readConsent(transaction, userId, clientId);
    transaction.run(
      `INSERT OR REPLACE INTO consents (user_number, client_id, scopes, resources, given_at_ms)
       VALUES (${userNumberSql('?')}, ?, ?, ?, ?)`,
      userId,
      clientId,
      writeList(unite(earlier?.scopes, scopes)),
      writeList(unite(earlier?.resources, resources)),
      transaction.nowMs,
    );
    appendEvent(
      transaction,
      { type: 'consent.given', userId, clientId, detail: { scopes: scopes.join(' ') } },
      context,
    );
  },
};

function readConsent(transaction: Transaction, userId: UserId, clientId: ClientId): Consent | undefined {
  const row = transaction.one<{ scopes: string; resources: string; given_at_ms: number }>(
    `SELECT scopes, resources, given_at_ms FROM consents
     WHERE user_number = ${userNumberSql('?')} AND client_id = ?`,
    userId,
    clientId,
  );
  return row && { scopes: readList(row.scopes), resources: readList(row.resources), givenAtMs: row.given_at_ms };
}

function unite(earlier: readonly string[] = [], added: readonly string[]): readonly string[] {
  return [...new Set([...earlier, ...added])];
}
