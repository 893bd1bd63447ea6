import type { Migration } from '../../sqlite-engine/migration.ts';

/** A sign-in form that is sent twice begins one session, which the cookies of both answers open. */
export const doubleSubmits: Migration = {
  version: 3,
  name: 'double-submits',
  sql: `
-- SHA-256 of the random id of the browser it was last proved in.
ALTER TABLE sessions ADD COLUMN browser_id_hash BLOB;
-- Of the cookie that the other submit was answered with; cookie_hash is the later one's.
ALTER TABLE sessions ADD COLUMN twin_cookie_hash BLOB;
CREATE UNIQUE INDEX sessions_by_twin_cookie ON sessions (twin_cookie_hash) WHERE twin_cookie_hash IS NOT NULL;
`,
};
