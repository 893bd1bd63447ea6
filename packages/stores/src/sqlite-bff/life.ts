import type { Clock } from '@latchkey/server/store';
import type { StoreLife } from '../sqlite-engine/schema.ts';
import { createSteadyClock } from '../sqlite-engine/steady-clock.ts';

/**
 * The clock of a store that several processes write: the machine's, never behind the latest moment that any of them has
 * written. It is read anew in each transaction, since another process may have been ahead.
 */
export function beginLife(clock: Clock): StoreLife {
  const steady = createSteadyClock(clock);
  return {
    nowMs(queries) {
      return steady.nowMs(queries.one<{ latest_ms: number }>('SELECT latest_ms FROM clock')?.latest_ms ?? 0);
    },
    downtimes: () => [],
    beat(queries, nowMs) {
      queries.run(
        'INSERT INTO clock (id, latest_ms) VALUES (1, ?) ON CONFLICT DO UPDATE SET latest_ms = excluded.latest_ms',
        nowMs,
      );
    },
    prune: () => {},
  };
}
