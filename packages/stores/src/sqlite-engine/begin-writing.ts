import type { DatabaseSync } from 'node:sqlite';
import { isBusy } from './failure.ts';

/** How long who wants to write waits for another process that does. */
export interface WritingPatience {
  /** Then it is refused. */
  readonly giveUpAfterMs: number;
  /** How long any other statement waits; set anew here. */
  readonly busyTimeoutMs: number;
}

/** A writer that has waited for so long insists. */
const calmMs = 500;
/** SQLite asks at 0, 1, 3, 8 and 18 ms. */
const insistingMs = 20;

/**
 * Begin a transaction that writes, in turn with other processes that do so all the time.
 *
 * SQLite has no queue of writers. One that waits asks again every 100 ms in the end, and among eight busy processes the
 * unlucky one then waits for seconds: the lock is free for moments only. So who has waited for long asks more often than
 * those who come fresh from a commit. To insist from the start would be fairer still, and costs a third of the rate.
 *
 * @throws SQLite's error when the lock was not free in time, or of another kind.
 */
export function beginWriting(db: Pick<DatabaseSync, 'exec'>, patience: WritingPatience): void {
  const { giveUpAfterMs, busyTimeoutMs } = patience;
  const givesUpAtMs = performance.now() + giveUpAfterMs;
  let waitMs = Math.min(calmMs, giveUpAfterMs);
  try {
    for (;;) {
      db.exec(`PRAGMA busy_timeout = ${waitMs}`);
      try {
        return db.exec('BEGIN IMMEDIATE');
      } catch (error) {
        if (!isBusy(error) || performance.now() >= givesUpAtMs) throw error;
      }
      waitMs = insistingMs;
    }
  } finally {
    db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  }
}
