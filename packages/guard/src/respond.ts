import type { Problem } from './decision.ts';
import { type ProblemRow, problems } from './problems.ts';

/** An answer for any server to send. */
export interface Answer {
  readonly status: ProblemRow['status'];
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a challenge says of the API. Texts are free of quotes and backslashes. */
export interface Realm {
  readonly audience: string;
  readonly resourceMetadataUrl: string | undefined;
}

/**
 * Answer a refusal: a problem document with the problem's name as `code`, and the challenge RFC 6750 wants. No cache may
 * keep it. A 503 has no challenge: the caller's token may be good, and getting another would not help.
 *
 * @see RFC 6750 §3, RFC 9457, RFC 9470 §3, RFC 9728 §5.1
 */
export function createAnswer(problem: Problem, realm: Realm): Answer {
  const row: ProblemRow = problems[problem.code];
  const headers: Record<string, string> = {
    'cache-control': 'no-store',
    'content-type': 'application/problem+json',
    vary: 'Authorization',
  };
  if (row.status === 503) headers['retry-after'] = String(problem.retryAfterSeconds ?? 1);
  else headers['www-authenticate'] = createChallenge(problem, row, realm);
  const body = JSON.stringify({
    title: row.title,
    status: row.status,
    detail: row.remedy,
    code: problem.code,
    scope: problem.scope,
    max_age: problem.maxAgeSeconds,
    acr_values: problem.acrValues,
  });
  return { status: row.status, headers, body };
}

function createChallenge(problem: Problem, row: ProblemRow, { audience, resourceMetadataUrl }: Realm): string {
  const members: readonly (readonly [string, string | number | undefined])[] = [
    ['realm', audience],
    ['error', row.error],
    ['error_description', row.error === undefined ? undefined : row.title],
    ['scope', problem.scope],
    ['max_age', problem.maxAgeSeconds],
    ['acr_values', problem.acrValues?.join(' ')],
    ['resource_metadata', resourceMetadataUrl],
  ];
  const written = members.flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${value}"`]));
  return `Bearer ${written.join(', ')}`;
}
