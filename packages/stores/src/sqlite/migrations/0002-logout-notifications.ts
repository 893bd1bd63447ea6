import type { Migration } from '../../sqlite-engine/migration.ts';

/** Clients that are still to be told that a session has ended; and how often a password was changed. */
export const logoutNotifications: Migration = {
  version: 2,
  name: 'logout-notifications',
  sql: `
CREATE TABLE logout_notifications (
  notification_id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  -- When it is due; also when the lease of whoever is at it ends.
  next_attempt_at_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX logout_notifications_due ON logout_notifications (next_attempt_at_ms);
CREATE INDEX logout_notifications_to_prune ON logout_notifications (expires_at_ms);

-- A session starts only when the password it was proved with is still of this version.
ALTER TABLE users ADD COLUMN password_version INTEGER NOT NULL DEFAULT 0;
`,
};
