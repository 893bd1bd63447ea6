import type { DatabaseSync } from 'node:sqlite';
import type { ClientId, GrantId, SessionId, UserId } from '@latchkey/server/store';

/** What stands in a database that the first released schema wrote: one row in each table, as its own code would have. */
export const firstVersion = {
  userId: '0b0c7a2e-5d3c-4d8e-9a54-6a3d5a0c1f01' as UserId,
  sessionId: '0b0c7a2e-5d3c-4d8e-9a54-6a3d5a0c1f02' as SessionId,
  grantId: '0b0c7a2e-5d3c-4d8e-9a54-6a3d5a0c1f03' as GrantId,
  clientId: 'app' as ClientId,
  cookieHash: new Uint8Array(32).fill(1),
  handleHash: new Uint8Array(32).fill(2),
  codeHash: new Uint8Array(32).fill(3),
  linkHash: new Uint8Array(32).fill(4),
  attemptKey: new Uint8Array(32).fill(5),
  revokedTarget: 'A'.repeat(43),
} as const;

const hourMs = 3_600_000;

/** Fill a database that has version 1 of the tables and nothing in them. Everything in it is live at `nowMs`. */
export function fillFirstVersion(db: DatabaseSync, nowMs: number): void {
  const v = firstVersion;
  const laterMs = nowMs + hourMs;
  const pruneDay = Math.floor(laterMs / (24 * hourMs)) + 7;
  const insert = (table: string, row: Readonly<Record<string, null | number | string | Uint8Array>>): void => {
    const names = Object.keys(row);
    const places = names.map(() => '?').join(', ');
    db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places})`).run(...Object.values(row));
  };
  const proof = { authenticated_at_ms: nowMs, amr: '["pwd"]' };
  const rights = { scopes: '["openid"]', resources: '["https://api.example.com"]' };
  insert('life', { id: 1, alive_at_ms: nowMs });
  insert('downtimes', { began_at_ms: nowMs - 2, ended_at_ms: nowMs - 1 });
  insert('users', {
    user_id: v.userId,
    username: 'Ada',
    email: 'ada@example.com',
    email_verified: 1,
    name: 'Ada Lovelace',
    roles: '["administrator"]',
    password_hash: '$argon2id$of-the-first-version',
    active: 1,
    created_at_ms: nowMs,
    updated_at_ms: nowMs,
  });
  insert('user_identifiers', { identifier_key: 'ada', user_id: v.userId });
  insert('sessions', {
    session_id: v.sessionId,
    user_id: v.userId,
    cookie_hash: v.cookieHash,
    ...proof,
    created_at_ms: nowMs,
    last_used_at_ms: nowMs,
    remembered: 1,
    address: '192.0.2.1',
    user_agent: 'Device A',
    idle_ttl_ms: hourMs,
    idle_expires_at_ms: laterMs,
    absolute_expires_at_ms: laterMs,
    prune_day: pruneDay,
  });
  insert('grants', {
    grant_number: 41,
    grant_id: v.grantId,
    session_id: v.sessionId,
    client_id: v.clientId,
    ...rights,
    ...proof,
    created_at_ms: nowMs,
    tokens_expire_at_ms: laterMs,
    prune_day: pruneDay,
    handle_hash: v.handleHash,
    offline: 1,
    generation: 7,
    key_id: 1,
    supersessions: new Uint8Array(0),
    rotated_at_ms: nowMs,
    idle_expires_at_ms: laterMs,
    absolute_expires_at_ms: laterMs,
  });
  insert('authorization_codes', {
    code_hash: v.codeHash,
    client_id: v.clientId,
    session_id: v.sessionId,
    redirect_uri: 'https://app.example.com/callback',
    code_challenge: 'challenge',
    ...rights,
    ...proof,
    nonce: 'nonce-1',
    expires_at_ms: laterMs,
  });
  insert('consents', { user_id: v.userId, client_id: v.clientId, ...rights, given_at_ms: nowMs });
  insert('declared_items', { kind: 'client', id: v.clientId, properties: '{"name":"\\"app\\""}' });
  insert('revocation_head', { id: 1, epoch: 'epoch', seq: 5, digest: 'digest-5' });
  insert('revocation_log', {
    seq: 5,
    kind: 'token',
    target: v.revokedTarget,
    at_ms: nowMs,
    expires_at_ms: laterMs,
    previous_digest: 'digest-4',
    digest: 'digest-5',
  });
  insert('attempts', { key: v.attemptKey, attempts: 1, refused: 0, window_ends_at_ms: laterMs });
  insert('first_administrator_link', { id: 1, role: 'owner', link_hash: v.linkHash, expires_at_ms: laterMs });
  insert('audit_events', { at_ms: nowMs, type: 'user.created', user_id: v.userId, request_id: 'request-1' });
}
