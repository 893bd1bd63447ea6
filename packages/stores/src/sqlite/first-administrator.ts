import { isSameHash } from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import { appendEvent } from './audit-trail.ts';
import type { IntentTable } from './intent-table.ts';
import { insertUser } from './users.ts';

export const firstAdministratorIntents: Pick<
  IntentTable,
  'offerFirstAdministrator' | 'isFirstAdministratorLinkLive' | 'redeemFirstAdministratorLink'
> = {
  offerFirstAdministrator(transaction, { role, linkHash, ttlMs }, context) {
    if (isRoleHeld(transaction, role)) return 'exists';
    transaction.run(
      'INSERT OR REPLACE INTO first_administrator_link (id, role, link_hash, expires_at_ms) VALUES (1, ?, ?, ?)',
      role,
      linkHash,
      transaction.nowMs + ttlMs,
    );
    appendEvent(transaction, { type: 'first_administrator.offered', detail: { role } }, context);
    return 'offered';
  },

  isFirstAdministratorLinkLive: (transaction, linkHash) => isLinkLive(transaction, linkHash),

  redeemFirstAdministratorLink(transaction, { linkHash, user }, context) {
    if (!isLinkLive(transaction, linkHash)) return 'link_dead';
    if (!insertUser(transaction, user)) return 'taken';
    transaction.run('DELETE FROM first_administrator_link');
    appendEvent(transaction, { type: 'first_administrator.created', userId: user.userId }, context);
    return 'created';
  },
};

function isLinkLive(transaction: Transaction, linkHash: Uint8Array): boolean {
  const link = transaction.one<{ role: string; link_hash: Uint8Array }>(
    'SELECT role, link_hash FROM first_administrator_link WHERE expires_at_ms > ?',
    transaction.nowMs,
  );
  return link !== undefined && isSameHash(link.link_hash, linkHash) && !isRoleHeld(transaction, link.role);
}

/** Reads people in order until it finds one. Inactive ones count: the role is taken, and the trail says by whom. */
function isRoleHeld(transaction: Transaction, role: string): boolean {
  const holder = transaction.one(
    'SELECT 1 FROM users u WHERE EXISTS (SELECT 1 FROM json_each(u.roles) r WHERE r.value = ?) LIMIT 1',
    role,
  );
  return holder !== undefined;
}
