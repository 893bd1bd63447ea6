import { firstPasswordVersion, type NewUser, type UserId, type UserProfile } from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import { appendEvent } from './audit-trail.ts';
import { readFlag, readList, writeFlag, writeList } from './columns.ts';
import { endGrantsOfUser, readTokenExpiryOfUser } from './grant-endings.ts';
import type { IntentTable } from './intent-table.ts';
import { appendRevocation } from './revocation-log.ts';
import { endSessionWhole, findSessionsToEnd, markSessionsOfUserEnded } from './session-endings.ts';

export const userIntents: Pick<
  IntentTable,
  'createUser' | 'findForSignIn' | 'findProfile' | 'upgradePasswordHash' | 'changePassword' | 'deactivateUser'
> = {
  createUser(transaction, user, context) {
    if (!insertUser(transaction, user)) return 'taken';
    appendEvent(transaction, { type: 'user.created', userId: user.userId }, context);
    return 'created';
  },

  findForSignIn(transaction, identifierKey) {
    const row = transaction.one<SignInRow>(
      `SELECT u.user_id, u.password_hash, u.password_version, u.active
       FROM user_identifiers i JOIN users u ON u.user_number = i.user_number WHERE i.identifier_key = ?`,
      identifierKey,
    );
    if (row === undefined) return undefined;
    const { user_id: userId, password_hash: passwordHash, password_version: passwordVersion } = row;
    return { userId, passwordHash, passwordVersion, active: readFlag(row.active) };
  },

  findProfile(transaction, userId) {
    const row = transaction.one<UserRow>(`SELECT ${userColumns} FROM users u WHERE u.user_id = ?`, userId);
    return row && readProfile(row);
  },

  upgradePasswordHash(transaction, { userId, verifiedHash, newHash }) {
    transaction.run(
      'UPDATE users SET password_hash = ? WHERE user_id = ? AND password_hash = ? AND active = 1',
      newHash,
      userId,
      verifiedHash,
    );
  },

  changePassword(transaction, { userId, verifiedHash, newHash, exceptSessionId, reason }, context) {
    const changed = transaction.one<Pick<SignInRow, 'password_version'>>(
      `UPDATE users SET password_hash = ?, password_version = password_version + 1
       WHERE user_id = ? AND password_hash = ? AND active = 1 RETURNING password_version`,
      newHash,
      userId,
      verifiedHash,
    );
    if (changed === undefined) return { status: 'outdated' };
    const others = findSessionsToEnd(transaction, userId).filter((sessionId) => sessionId !== exceptSessionId);
    const detail = { sessionsEnded: others.length };
    appendEvent(transaction, { type: 'user.password_changed', userId, sessionId: exceptSessionId, detail }, context);
    for (const sessionId of others) endSessionWhole(transaction, { sessionId, userId }, reason, context);
    return { status: 'changed', passwordVersion: changed.password_version };
  },

  deactivateUser(transaction, userId, context) {
    const changed = transaction.run(
      'UPDATE users SET active = 0, updated_at_ms = ? WHERE user_id = ? AND active = 1',
      transaction.nowMs,
      userId,
    );
    if (changed === 0) return 'unknown';
    const tokensExpireAtMs = readTokenExpiryOfUser(transaction, userId);
    markSessionsOfUserEnded(transaction, userId, 'user_deactivated');
    endGrantsOfUser(transaction, userId, 'user_deactivated');
    appendEvent(transaction, { type: 'user.deactivated', userId }, context);
    appendRevocation(transaction, 'user', userId, tokensExpireAtMs);
    return 'deactivated';
  },
};

interface SignInRow {
  readonly user_id: UserId;
  readonly password_hash: string;
  readonly password_version: number;
  readonly active: number;
}

/** The columns of {@link UserRow}, from a table called `u`. */
export const userColumns = 'u.user_id, u.username, u.email, u.email_verified, u.name, u.roles, u.updated_at_ms';

export interface UserRow {
  readonly user_id: UserId;
  readonly username: string;
  readonly email: string | null;
  readonly email_verified: number;
  readonly name: string | null;
  readonly roles: string;
  readonly updated_at_ms: number;
}

export function readProfile(row: UserRow): UserProfile {
  return {
    userId: row.user_id,
    username: row.username,
    email: row.email ?? undefined,
    emailVerified: readFlag(row.email_verified),
    name: row.name ?? undefined,
    roles: readList(row.roles),
    updatedAtMs: row.updated_at_ms,
  };
}

/** False when somebody holds one of the person's identifiers; then nothing is stored. */
export function insertUser(transaction: Transaction, user: NewUser): boolean {
  const identifierKeys = new Set([user.usernameKey]);
  if (user.emailKey !== undefined) identifierKeys.add(user.emailKey);
  for (const key of identifierKeys) {
    if (transaction.one('SELECT 1 FROM user_identifiers WHERE identifier_key = ?', key) !== undefined) return false;
  }
  const userNumber = transaction.insert(
    `INSERT INTO users
       (user_id, username, email, email_verified, name, roles, password_hash, password_version, active, created_at_ms,
        updated_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)`,
    user.userId,
    user.username,
    user.email ?? null,
    writeFlag(false),
    user.name ?? null,
    writeList(user.roles),
    user.passwordHash,
    firstPasswordVersion,
    transaction.nowMs,
    transaction.nowMs,
  );
  for (const key of identifierKeys) {
    transaction.run('INSERT INTO user_identifiers (identifier_key, user_number) VALUES (?, ?)', key, userNumber);
  }
  return true;
}
