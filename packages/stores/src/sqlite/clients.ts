import type { AuditContext, ClientId, ConfigurationChange, DeclaredItem } from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import { appendEvent } from './audit-trail.ts';
import { endGrantsOfClient, readTokenExpiryOfClient } from './grant-endings.ts';
import type { IntentTable } from './intent-table.ts';
import { appendRevocation, readHead } from './revocation-log.ts';

export const clientIntents: Pick<IntentTable, 'reconcileConfiguration' | 'vouchForClient'> = {
  reconcileConfiguration(transaction, declared, accessTokenTtlCapMs, context) {
    const recorded = readItems(transaction);
    const changes = findChanges(recorded, declared);
    writeItems(transaction, declared);
    for (const change of changes) {
      if (change.kind === 'client') reportClient(transaction, change, context);
    }
    const removed = changes.filter((change) => change.kind === 'client' && change.change === 'removed');
    for (const { id } of removed) removeClient(transaction, id as ClientId, accessTokenTtlCapMs);
    return changes;
  },

  vouchForClient(transaction, clientId) {
    const row = transaction.one("SELECT 1 FROM declared_items WHERE kind = 'client' AND id = ?", clientId);
    return { live: row !== undefined, rev: readHead(transaction).seq, nowMs: transaction.nowMs };
  },
};

function readItems(transaction: Transaction): readonly DeclaredItem[] {
  const rows = transaction.all<{ kind: DeclaredItem['kind']; id: string; properties: string }>(
    'SELECT kind, id, properties FROM declared_items ORDER BY kind, id',
  );
  return rows.map(({ kind, id, properties }) => ({
    kind,
    id,
    properties: JSON.parse(properties) as DeclaredItem['properties'],
  }));
}

function writeItems(transaction: Transaction, declared: readonly DeclaredItem[]): void {
  transaction.run('DELETE FROM declared_items');
  for (const { kind, id, properties } of declared) {
    transaction.run(
      'INSERT INTO declared_items (kind, id, properties) VALUES (?, ?, ?)',
      kind,
      id,
      JSON.stringify(properties),
    );
  }
}

/** What an operator should see: additions and changes in the order of the declaration, then removals. */
function findChanges(
  recorded: readonly DeclaredItem[],
  declared: readonly DeclaredItem[],
): readonly ConfigurationChange[] {
  const before = new Map(recorded.map((item) => [nameItem(item), item]));
  const after = new Set(declared.map(nameItem));
  const present = declared.flatMap((item): readonly ConfigurationChange[] => {
    const { kind, id } = item;
    const earlier = before.get(nameItem(item));
    if (earlier === undefined) return [{ kind, id, change: 'added', properties: [] }];
    const properties = findDifferences(earlier.properties, item.properties);
    return properties.length === 0 ? [] : [{ kind, id, change: 'changed', properties }];
  });
  const gone = recorded.filter((item) => !after.has(nameItem(item)));
  return [...present, ...gone.map(({ kind, id }) => ({ kind, id, change: 'removed' as const, properties: [] }))];
}

function nameItem({ kind, id }: DeclaredItem): string {
  return `${kind} ${id}`;
}

function findDifferences(before: DeclaredItem['properties'], after: DeclaredItem['properties']): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).sort();
}

function reportClient(
  transaction: Transaction,
  { id, change, properties }: ConfigurationChange,
  context: AuditContext,
): void {
  const clientId = id as ClientId;
  if (change === 'removed') return appendEvent(transaction, { type: 'client.removed', clientId }, context);
  const detail = { change, ...(properties.length === 0 ? {} : { properties: properties.join(' ') }) };
  appendEvent(transaction, { type: 'client.changed', clientId, detail }, context);
}

/**
 * Its own tokens stand on no grant, so nothing recorded says when the last of them expires: the cap does. What was issued
 * under its grants is recorded, and may have been issued when the cap was higher.
 */
function removeClient(transaction: Transaction, clientId: ClientId, accessTokenTtlCapMs: number): void {
  endGrantsOfClient(transaction, clientId, 'client_removed');
  transaction.run('DELETE FROM authorization_codes WHERE client_id = ? AND grant_number IS NULL', clientId);
  const capMs = transaction.nowMs + accessTokenTtlCapMs;
  const tokensExpireAtMs = Math.max(capMs, readTokenExpiryOfClient(transaction, clientId));
  appendRevocation(transaction, 'client', clientId, tokensExpireAtMs);
}
