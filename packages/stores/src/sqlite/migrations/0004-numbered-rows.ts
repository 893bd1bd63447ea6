import type { Migration } from '../../sqlite-engine/migration.ts';

/**
 * People and sessions get numbers, by which rows refer to each other; the ids that leave the database stand in one place
 * each. Found by a number a row is few pages away also among millions, while a tree of rows in the order of random ids is
 * deep and nowhere twice in the cache (docs/decisions/0019-many-grants.md).
 */
export const numberedRows: Migration = {
  version: 4,
  name: 'numbered-rows',
  sql: `
CREATE TABLE new_users (
  user_number INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL UNIQUE,
  username TEXT NOT NULL,
  email TEXT,
  email_verified INTEGER NOT NULL,
  name TEXT,
  roles TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  -- A session starts only when the password it was proved with is still of this version.
  password_version INTEGER NOT NULL,
  active INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;
INSERT INTO new_users
    (user_id, username, email, email_verified, name, roles, password_hash, password_version, active, created_at_ms,
     updated_at_ms)
  SELECT user_id, username, email, email_verified, name, roles, password_hash, password_version, active, created_at_ms,
    updated_at_ms FROM users ORDER BY created_at_ms, user_id;

-- User names and e-mail addresses in one table: neither may equal anybody's other.
CREATE TABLE new_user_identifiers (
  identifier_key TEXT PRIMARY KEY,
  user_number INTEGER NOT NULL REFERENCES new_users
) STRICT, WITHOUT ROWID;
INSERT INTO new_user_identifiers (identifier_key, user_number)
  SELECT i.identifier_key, u.user_number FROM user_identifiers i JOIN new_users u ON u.user_id = i.user_id;

CREATE TABLE new_consents (
  user_number INTEGER NOT NULL REFERENCES new_users,
  client_id TEXT NOT NULL,
  scopes TEXT NOT NULL,
  resources TEXT NOT NULL,
  given_at_ms INTEGER NOT NULL,
  PRIMARY KEY (user_number, client_id)
) STRICT, WITHOUT ROWID;
INSERT INTO new_consents (user_number, client_id, scopes, resources, given_at_ms)
  SELECT u.user_number, c.client_id, c.scopes, c.resources, c.given_at_ms
  FROM consents c JOIN new_users u ON u.user_id = c.user_id;

CREATE TABLE new_sessions (
  session_number INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL UNIQUE,
  user_number INTEGER NOT NULL REFERENCES new_users,
  cookie_hash BLOB UNIQUE,
  -- Of the cookie that the other of two submits of one form was answered with; cookie_hash is the later one's.
  twin_cookie_hash BLOB,
  -- SHA-256 of the random id of the browser it was last proved in.
  browser_id_hash BLOB,
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
) STRICT;
INSERT INTO new_sessions
    (session_id, user_number, cookie_hash, twin_cookie_hash, browser_id_hash, authenticated_at_ms, amr, created_at_ms,
     last_used_at_ms, remembered, address, user_agent, idle_ttl_ms, idle_expires_at_ms, absolute_expires_at_ms,
     ended_at_ms, end_reason, prune_day)
  SELECT s.session_id, u.user_number, s.cookie_hash, s.twin_cookie_hash, s.browser_id_hash, s.authenticated_at_ms, s.amr,
    s.created_at_ms, s.last_used_at_ms, s.remembered, s.address, s.user_agent, s.idle_ttl_ms, s.idle_expires_at_ms,
    s.absolute_expires_at_ms, s.ended_at_ms, s.end_reason, s.prune_day
  FROM sessions s JOIN new_users u ON u.user_id = s.user_id ORDER BY s.created_at_ms, s.session_id;

-- AUTOINCREMENT: a number inside somebody's refresh token must never come to mean another grant.
CREATE TABLE new_grants (
  grant_number INTEGER PRIMARY KEY AUTOINCREMENT,
  grant_id TEXT NOT NULL UNIQUE,
  session_number INTEGER NOT NULL REFERENCES new_sessions,
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
INSERT INTO new_grants
    (grant_number, grant_id, session_number, client_id, scopes, resources, authenticated_at_ms, amr, created_at_ms,
     tokens_expire_at_ms, ended_at_ms, end_reason, prune_day, handle_hash, binding, offline, generation, key_id,
     supersessions, rotated_at_ms, rotated_address, rotated_user_agent, idle_expires_at_ms, absolute_expires_at_ms)
  SELECT g.grant_number, g.grant_id, s.session_number, g.client_id, g.scopes, g.resources, g.authenticated_at_ms, g.amr,
    g.created_at_ms, g.tokens_expire_at_ms, g.ended_at_ms, g.end_reason, g.prune_day, g.handle_hash, g.binding,
    g.offline, g.generation, g.key_id, g.supersessions, g.rotated_at_ms, g.rotated_address, g.rotated_user_agent,
    g.idle_expires_at_ms, g.absolute_expires_at_ms
  FROM grants g JOIN new_sessions s ON s.session_id = g.session_id ORDER BY g.grant_number;
-- Numbers of grants that were pruned are not given out again either.
DELETE FROM sqlite_sequence WHERE name = 'new_grants';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_grants', seq FROM sqlite_sequence WHERE name = 'grants';

CREATE TABLE new_authorization_codes (
  code_hash BLOB PRIMARY KEY,
  client_id TEXT NOT NULL,
  session_number INTEGER NOT NULL REFERENCES new_sessions,
  redirect_uri TEXT,
  code_challenge TEXT NOT NULL,
  scopes TEXT NOT NULL,
  resources TEXT NOT NULL,
  nonce TEXT,
  authenticated_at_ms INTEGER NOT NULL,
  amr TEXT NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  redeemed_by_attempt_id TEXT,
  grant_number INTEGER REFERENCES new_grants
) STRICT;
INSERT INTO new_authorization_codes
    (code_hash, client_id, session_number, redirect_uri, code_challenge, scopes, resources, nonce, authenticated_at_ms,
     amr, expires_at_ms, redeemed_by_attempt_id, grant_number)
  SELECT c.code_hash, c.client_id, s.session_number, c.redirect_uri, c.code_challenge, c.scopes, c.resources, c.nonce,
    c.authenticated_at_ms, c.amr, c.expires_at_ms, c.redeemed_by_attempt_id, c.grant_number
  FROM authorization_codes c JOIN new_sessions s ON s.session_id = c.session_id;

-- Whoever refers to others goes first.
DROP TABLE authorization_codes;
DROP TABLE grants;
DROP TABLE sessions;
DROP TABLE consents;
DROP TABLE user_identifiers;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
ALTER TABLE new_user_identifiers RENAME TO user_identifiers;
ALTER TABLE new_consents RENAME TO consents;
ALTER TABLE new_sessions RENAME TO sessions;
ALTER TABLE new_grants RENAME TO grants;
ALTER TABLE new_authorization_codes RENAME TO authorization_codes;

CREATE INDEX sessions_of_user ON sessions (user_number);
CREATE INDEX sessions_to_prune ON sessions (prune_day);
CREATE UNIQUE INDEX sessions_by_twin_cookie ON sessions (twin_cookie_hash) WHERE twin_cookie_hash IS NOT NULL;
CREATE INDEX grants_of_session ON grants (session_number);
CREATE INDEX grants_of_client ON grants (client_id);
CREATE INDEX grants_to_prune ON grants (prune_day);
CREATE INDEX authorization_codes_to_prune ON authorization_codes (expires_at_ms);
CREATE INDEX authorization_codes_of_session ON authorization_codes (session_number);
CREATE INDEX authorization_codes_of_grant ON authorization_codes (grant_number) WHERE grant_number IS NOT NULL;
`,
};
