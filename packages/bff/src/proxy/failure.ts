import type { BffLog } from '../log.ts';
import type { Problem } from '../problems.ts';
import { BffStoreUnavailableError } from '../session/store.ts';

/** What a browser is told when passing a request on failed by an exception that nobody foresaw. */
export function describeFailure(error: unknown, log: BffLog): Problem {
  log.error({ cause: error instanceof Error ? error.name : typeof error }, 'a request was not passed on');
  return { code: error instanceof BffStoreUnavailableError ? 'store_unavailable' : 'server_error' };
}
