import type { AttemptCounter } from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import type { IntentTable } from './intent-table.ts';

export const attemptIntents: Pick<IntentTable, 'reserveAttempt' | 'clearAttempts'> = {
  reserveAttempt(transaction, counters) {
    const full = counters.flatMap((counter) => {
      const window = readWindow(transaction, counter);
      return window.attempts < counter.limit ? [] : [{ counter, window }];
    });
    if (full.length === 0) {
      for (const counter of counters) countAttempt(transaction, counter);
      return { allowed: true };
    }
    for (const { counter, window } of full) markRefused(transaction, counter, window);
    return {
      allowed: false,
      retryAfterMs: Math.max(...full.map(({ window }) => window.endsAtMs - transaction.nowMs)),
      firstRefusal: full.some(({ window }) => !window.refused),
    };
  },

  clearAttempts(transaction, keys) {
    for (const key of keys) transaction.run('DELETE FROM attempts WHERE key = ?', key);
  },
};

interface AttemptWindow {
  readonly attempts: number;
  readonly refused: boolean;
  readonly endsAtMs: number;
}

/** The window that is open now, or the one that an attempt would open. */
function readWindow(transaction: Transaction, { key, windowMs }: AttemptCounter): AttemptWindow {
  const row = transaction.one<{ attempts: number; refused: number; window_ends_at_ms: number }>(
    'SELECT attempts, refused, window_ends_at_ms FROM attempts WHERE key = ? AND window_ends_at_ms > ?',
    key,
    transaction.nowMs,
  );
  if (row === undefined) return { attempts: 0, refused: false, endsAtMs: transaction.nowMs + windowMs };
  return { attempts: row.attempts, refused: row.refused !== 0, endsAtMs: row.window_ends_at_ms };
}

function countAttempt(transaction: Transaction, counter: AttemptCounter): void {
  const window = readWindow(transaction, counter);
  writeWindow(transaction, counter, { ...window, attempts: window.attempts + 1 });
}

function markRefused(transaction: Transaction, counter: AttemptCounter, window: AttemptWindow): void {
  if (!window.refused) writeWindow(transaction, counter, { ...window, refused: true });
}

function writeWindow(transaction: Transaction, { key }: AttemptCounter, window: AttemptWindow): void {
  transaction.run(
    'INSERT OR REPLACE INTO attempts (key, attempts, refused, window_ends_at_ms) VALUES (?, ?, ?, ?)',
    key,
    window.attempts,
    window.refused ? 1 : 0,
    window.endsAtMs,
  );
}
