import type { FormProblem } from '../pages/form.ts';
import type { AttemptLimited } from '../sign-in/limits.ts';
import type { HasherBusy } from '../sign-in/password-hasher.ts';

/** Why something cannot be tried just now, as sign-in, sign-up and set-up say it. */
export type Trouble = AttemptLimited | HasherBusy;

/** How that is answered: HTTP status, `Retry-After`, and one sentence for the caller, page or program. */
export function describeTrouble(trouble: Trouble): {
  readonly status: 429 | 503;
  readonly headers: { readonly 'retry-after': string };
  readonly problem: FormProblem;
} {
  const { retryAfterSeconds } = trouble;
  const headers = { 'retry-after': String(retryAfterSeconds) };
  if (trouble.status === 'busy') {
    const message = 'Too many people are signing in right now. Try again in a few seconds.';
    return { status: 503, headers, problem: { message } };
  }
  const message = `There were too many tries. Try again ${describeWait(retryAfterSeconds)}.`;
  return { status: 429, headers, problem: { message } };
}

function describeWait(seconds: number): string {
  if (seconds <= 60) return 'in a minute';
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 90) return `in ${minutes} minutes`;
  return `in ${Math.ceil(minutes / 60)} hours`;
}
