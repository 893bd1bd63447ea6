import { describeMethod } from '@latchkey/host/logged-method';
import type { BffLog } from './log.ts';
import type { ProblemCode } from './problems.ts';

/** A request that was answered, as the log tells of it. */
export interface AnsweredRequest {
  readonly method: string;
  /** An endpoint's or an API's own path, never the caller's letters; undefined for any other. */
  readonly path: string | undefined;
  readonly status: number;
  /** Of a refusal. */
  readonly code: ProblemCode | undefined;
  /** When it came, by `performance.now()`. */
  readonly startedAtMs: number;
  /** What nobody foresaw, by its code. */
  readonly error?: string | undefined;
}

/** Write the one line that each request leaves (O1). */
export function logRequest(log: BffLog, { method, path, status, code, startedAtMs, error }: AnsweredRequest): void {
  const fields = {
    method: describeMethod(method),
    path: path ?? 'unknown',
    status,
    code,
    durationMs: Math.round((performance.now() - startedAtMs) * 10) / 10,
  };
  if (error === undefined) log.info(fields, 'request');
  else log.error({ ...fields, error }, 'request');
}
