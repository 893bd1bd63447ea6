import type { Clock, Downtime } from '@latchkey/server/store';
import type { Queries } from '../sqlite-engine/queries.ts';
import type { StoreLife } from '../sqlite-engine/schema.ts';
import { createSteadyClock } from '../sqlite-engine/steady-clock.ts';

/** Longer than any overlap makes sense. */
const rememberedMs = 86_400_000;

/**
 * A row in the database says when the store was last alive. What lies between that and the next opening is downtime: no
 * client could refresh in it, so it makes no refresh token older (a deployment would otherwise turn lost responses into
 * thefts). It also keeps the clock from running back across a restart.
 *
 * Records the downtime that ends now; within a transaction.
 */
export function beginLife(queries: Queries, clock: Clock): StoreLife {
  const aliveAtMs = queries.one<{ aliveAtMs: number }>('SELECT alive_at_ms AS aliveAtMs FROM life')?.aliveAtMs;
  const steady = createSteadyClock(clock);
  const startedAtMs = steady.nowMs(aliveAtMs ?? 0);
  if (aliveAtMs !== undefined && startedAtMs > aliveAtMs) {
    queries.run('INSERT INTO downtimes (began_at_ms, ended_at_ms) VALUES (?, ?)', aliveAtMs, startedAtMs);
  }
  let downtimes: readonly Downtime[] = [];
  const life: StoreLife = {
    nowMs: () => steady.nowMs(startedAtMs),
    downtimes: () => downtimes,
    beat(within, nowMs) {
      within.run(
        'INSERT INTO life (id, alive_at_ms) VALUES (1, ?) ON CONFLICT DO UPDATE SET alive_at_ms = excluded.alive_at_ms',
        nowMs,
      );
    },
    prune(within, nowMs) {
      if (within.run('DELETE FROM downtimes WHERE ended_at_ms < ?', nowMs - rememberedMs) > 0) {
        downtimes = readDowntimes(within);
      }
    },
  };
  life.prune(queries, startedAtMs);
  life.beat(queries, startedAtMs);
  downtimes = readDowntimes(queries);
  return life;
}

function readDowntimes(queries: Queries): readonly Downtime[] {
  return queries.all<Downtime>(
    'SELECT began_at_ms AS beganAtMs, ended_at_ms AS endedAtMs FROM downtimes ORDER BY began_at_ms',
  );
}
