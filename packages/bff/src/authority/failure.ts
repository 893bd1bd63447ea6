import * as oauth from 'oauth4webapi';

/** Why the authority did not do what was asked. */
export interface AuthorityFailure {
  /**
   * - `refused`: it says that this grant is over, or that it never was one (`invalid_grant`).
   * - `unavailable`: anything else. Nothing is known, so nobody may lose a session over it.
   */
  readonly kind: 'refused' | 'unavailable';
  /** For the log: codes and names, nothing of what was sent or answered. */
  readonly reason: string;
  readonly retryAfterSeconds: number | undefined;
}

/** Longer waits are not passed on: they would outlast the session. */
const maxRetryAfterSeconds = 3600;

/** An answer that is not to be used, to be thrown by a call. @param name - what {@link describeError} and so the log says. */
export function createFault(name: string): Error {
  const fault = new Error('The authority gave an answer that is not to be used');
  fault.name = name;
  return fault;
}

/** Judge what a call to the authority threw. Messages and causes are left alone: they may quote tokens. */
export function describeFailure(thrown: unknown): AuthorityFailure {
  const oauthError = thrown instanceof oauth.ResponseBodyError ? thrown.error : undefined;
  return {
    kind: oauthError === 'invalid_grant' ? 'refused' : 'unavailable',
    reason: [describeError(thrown), spellCode(oauthError)].filter((part) => part !== undefined).join(' '),
    retryAfterSeconds: thrown instanceof Error ? readRetryAfter(thrown.cause) : undefined,
  };
}

/** The code of an error, or else its name. */
export function describeError(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  const own = 'code' in thrown ? thrown.code : undefined;
  const cause: unknown = thrown.cause;
  const code = typeof own === 'string' ? own : undefined;
  // `fetch failed` keeps what happened, such as ECONNREFUSED, in its cause.
  const below = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return code ?? below ?? thrown.name;
}

/** An error code as the authority spells it, unless it is none at all. */
function spellCode(code: string | undefined): string | undefined {
  return code !== undefined && /^[a-z_]{1,40}$/.test(code) ? code : undefined;
}

function readRetryAfter(cause: unknown): number | undefined {
  if (!(cause instanceof Response)) return undefined;
  return parseRetryAfter(cause.headers.get('retry-after'));
}

/** Seconds only: the other form of it, a date, needs clocks that agree. @see RFC 9110 §10.2.3 */
export function parseRetryAfter(text: string | null): number | undefined {
  if (text === null || !/^\d{1,9}$/.test(text)) return undefined;
  return Math.min(Number(text), maxRetryAfterSeconds);
}
