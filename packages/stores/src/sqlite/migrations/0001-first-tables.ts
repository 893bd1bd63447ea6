import type { Migration } from '../../sqlite-engine/migration.ts';

/**
 * Times are milliseconds since the Unix epoch by the store's clock. Lists are JSON arrays of text. Hashes are SHA-256.
 *
 * `prune_day` is the day (86,400,000 ms since the epoch) after which a row may go. It is the only indexed column that a
 * refresh or a page view can touch, and that at most once a day, so that the everyday writes change no index.
 */
export const firstTables: Migration = {
  version: 1,
  name: 'first-tables',
  sql: `
CREATE TABLE life (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  alive_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE downtimes (
  began_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
  user_id TEXT PRIMARY KEY,
  username TEXT NOT NULL,
  email TEXT,
  email_verified INTEGER NOT NULL,
  name TEXT,
  roles TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  active INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- User names and e-mail addresses in one table: neither may equal anybody's other.
CREATE TABLE user_identifiers (
  identifier_key TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  session_id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users,
  cookie_hash BLOB UNIQUE,
  authenticated_at_ms INTEGER NOT NULL,
  amr TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_used_at_ms INTEGER NOT NULL,
  remembered INTEGER NOT NULL,
  address TEXT,
  user_agent TEXT,
  idle_ttl_ms INTEGER NOT NULL,
  idle_expires_at_ms INTEGER NOT NULL,
  absolute_expires_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  end_reason TEXT,
  prune_day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_to_prune ON sessions (prune_day);

-- AUTOINCREMENT: a number inside somebody's refresh token must never come to mean another grant.
CREATE TABLE grants (
  grant_number INTEGER PRIMARY KEY AUTOINCREMENT,
  grant_id TEXT NOT NULL UNIQUE,
  session_id TEXT NOT NULL REFERENCES sessions,
  client_id TEXT NOT NULL,
  scopes TEXT NOT NULL,
  resources TEXT NOT NULL,
  -- How and when the person had proved who they are when it began; a later sign-in in the session changes neither.
  authenticated_at_ms INTEGER NOT NULL,
  amr TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  -- The greatest expiry of an access token issued under it: how long a revocation of it must be remembered.
  tokens_expire_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  end_reason TEXT,
  prune_day INTEGER NOT NULL,
  -- The rest is for grants with refresh tokens; handle_hash is NULL for others.
  handle_hash BLOB,
  binding TEXT,
  offline INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  key_id INTEGER NOT NULL,
  supersessions BLOB NOT NULL,
  rotated_at_ms INTEGER NOT NULL,
  rotated_address TEXT,
  rotated_user_agent TEXT,
  idle_expires_at_ms INTEGER NOT NULL,
  absolute_expires_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX grants_of_session ON grants (session_id);
CREATE INDEX grants_of_client ON grants (client_id);
CREATE INDEX grants_to_prune ON grants (prune_day);

CREATE TABLE authorization_codes (
  code_hash BLOB PRIMARY KEY,
  client_id TEXT NOT NULL,
  session_id TEXT NOT NULL REFERENCES sessions,
  redirect_uri TEXT,
  code_challenge TEXT NOT NULL,
  scopes TEXT NOT NULL,
  resources TEXT NOT NULL,
  nonce TEXT,
  authenticated_at_ms INTEGER NOT NULL,
  amr TEXT NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  redeemed_by_attempt_id TEXT,
  grant_number INTEGER REFERENCES grants
) STRICT, WITHOUT ROWID;
CREATE INDEX authorization_codes_to_prune ON authorization_codes (expires_at_ms);
CREATE INDEX authorization_codes_of_session ON authorization_codes (session_id);
CREATE INDEX authorization_codes_of_grant ON authorization_codes (grant_number) WHERE grant_number IS NOT NULL;

CREATE TABLE consents (
  user_id TEXT NOT NULL REFERENCES users,
  client_id TEXT NOT NULL,
  scopes TEXT NOT NULL,
  resources TEXT NOT NULL,
  given_at_ms INTEGER NOT NULL,
  PRIMARY KEY (user_id, client_id)
) STRICT, WITHOUT ROWID;

-- What the configuration declared last. A client is live while it has a row here.
CREATE TABLE declared_items (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  properties TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE revocation_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  digest TEXT NOT NULL
) STRICT;

CREATE TABLE revocation_log (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  previous_digest TEXT NOT NULL,
  digest TEXT NOT NULL
) STRICT;
CREATE INDEX revocation_log_by_target ON revocation_log (target);
CREATE INDEX revocation_log_to_prune ON revocation_log (expires_at_ms);

CREATE TABLE attempts (
  key BLOB PRIMARY KEY,
  attempts INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  window_ends_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_to_prune ON attempts (window_ends_at_ms);

CREATE TABLE first_administrator_link (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  role TEXT NOT NULL,
  link_hash BLOB NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  type TEXT NOT NULL,
  user_id TEXT,
  session_id TEXT,
  grant_id TEXT,
  client_id TEXT,
  detail TEXT,
  request_id TEXT NOT NULL,
  address TEXT,
  user_agent TEXT
) STRICT;
CREATE TRIGGER audit_events_never_change BEFORE UPDATE ON audit_events
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_events_never_go BEFORE DELETE ON audit_events
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
-- REPLACE takes a row away without firing the trigger above. A number that is left to SQLite reads -1 here.
CREATE TRIGGER audit_events_only_follow BEFORE INSERT ON audit_events
WHEN NEW.id <> -1 AND NEW.id <= (SELECT max(id) FROM audit_events)
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
`,
};
