import { listCauses } from '@latchkey/host/error-causes';
import { StoreUnavailableError } from '../store.ts';
import { OAuthError } from './oauth-error.ts';

/** A failure as it is answered and as it is logged; the two share nothing but the code. */
export interface Failure {
  readonly error: OAuthError;
  /** For the request's log line. No message of a foreign error: it may quote what was being worked on. */
  readonly logFields: Readonly<Record<string, unknown>>;
  /** Whether somebody must look at it: a fault of ours, not of the caller. */
  readonly isFault: boolean;
}

/** Judge what an endpoint threw. */
export function describeFailure(thrown: unknown): Failure {
  if (thrown instanceof OAuthError) {
    return {
      error: thrown,
      logFields: { error: thrown.code, ...(thrown.detail === undefined ? {} : { errorDetail: thrown.detail }) },
      isFault: thrown.code === 'server_error',
    };
  }
  if (thrown instanceof StoreUnavailableError) {
    const error = new OAuthError('temporarily_unavailable', 'The service cannot answer now; try again shortly.', {
      status: 503,
      headers: { 'retry-after': '1' },
      cause: thrown,
    });
    return { error, logFields: { error: error.code, causes: listCauses(thrown) }, isFault: true };
  }
  const error = new OAuthError(
    'server_error',
    'Something went wrong here. Try again; if it happens again, ask for help and give the request id.',
    {
      status: 500,
      cause: thrown,
    },
  );
  return { error, logFields: { error: error.code, causes: listCauses(thrown) }, isFault: true };
}
