import type { SessionIntentTable } from './intent-table.ts';

export const logoutTokenIntents: Pick<SessionIntentTable, 'rememberLogoutToken'> = {
  rememberLogoutToken(transaction, tokenDigest, keepMs) {
    const known = transaction.one(
      'SELECT 1 FROM logout_tokens WHERE token_digest = ? AND expires_at_ms > ?',
      tokenDigest,
      transaction.nowMs,
    );
    if (known !== undefined) return false;
    transaction.run(
      'INSERT OR REPLACE INTO logout_tokens (token_digest, expires_at_ms) VALUES (?, ?)',
      tokenDigest,
      transaction.nowMs + keepMs,
    );
    return true;
  },
};
