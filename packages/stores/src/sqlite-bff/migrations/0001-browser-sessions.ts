import type { Migration } from '../../sqlite-engine/migration.ts';

/**
 * Times are milliseconds since the Unix epoch by the store's clock. Digests are SHA-256, base64url. What is over has no
 * row: a session that ended leaves nothing to remember.
 */
export const browserSessions: Migration = {
  version: 1,
  name: 'browser-sessions',
  sql: `
-- The latest moment that any process has written something at: no clock runs back behind it.
CREATE TABLE clock (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  latest_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  session_digest TEXT PRIMARY KEY,
  sealed_tokens BLOB NOT NULL,
  version INTEGER NOT NULL,
  subject_digest TEXT NOT NULL,
  sid_digest TEXT,
  created_at_ms INTEGER NOT NULL,
  last_used_at_ms INTEGER NOT NULL,
  idle_ttl_ms INTEGER NOT NULL,
  idle_expires_at_ms INTEGER NOT NULL,
  absolute_expires_at_ms INTEGER NOT NULL,
  -- A session is live until then.
  expires_at_ms INTEGER NOT NULL AS (min(idle_expires_at_ms, absolute_expires_at_ms)) VIRTUAL,
  -- Who is refreshing the tokens, if anybody, and when another may take over.
  lease_claim_id TEXT,
  lease_ends_at_ms INTEGER
) STRICT;
CREATE INDEX sessions_of_subject ON sessions (subject_digest);
CREATE INDEX sessions_of_sid ON sessions (sid_digest) WHERE sid_digest IS NOT NULL;
CREATE INDEX sessions_to_prune ON sessions (expires_at_ms);

CREATE TABLE logout_tokens (
  token_digest TEXT PRIMARY KEY,
  expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX logout_tokens_to_prune ON logout_tokens (expires_at_ms);
`,
};
