import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** What a log that grew meanwhile is cut back to when it begins anew. */
export const walLimitBytes: number = 16 * 1024 * 1024;
/** Who writes meanwhile waits so long at most for a reader who does not let go … */
const patienceMs = 200;
/** … and so seldom, though upkeep may be in a hurry: each of several processes may hold the writers up. */
const pauseMs = 5_000;

/**
 * Let a write-ahead log that has outgrown its limit begin anew. SQLite does so by itself when a checkpoint happens to reach
 * the end of the log before the next writer does. Where several processes write all the time on a slow disk that never
 * happens (half a gigabyte in 40 seconds was measured), so now and then the writers are held up for it.
 *
 * @returns What to call at each step of upkeep. It does nothing while somebody reads for long: then it cannot be done. It
 *   throws when the database fails.
 */
export function createLogRestarter(db: DatabaseSync, file: string, busyTimeoutMs: number): () => void {
  let dueAtMs = 0;
  return () => {
    const bytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes <= walLimitBytes || performance.now() < dueAtMs) return;
    dueAtMs = performance.now() + pauseMs;
    db.exec(`PRAGMA busy_timeout = ${patienceMs}`);
    try {
      db.exec('PRAGMA wal_checkpoint(RESTART)');
    } finally {
      db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    }
  };
}
