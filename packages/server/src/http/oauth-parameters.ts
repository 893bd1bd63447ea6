import { OAuthError } from './oauth-error.ts';

/** The parameters of an OAuth request, read once at the edge. */
export interface OAuthParameters {
  /** Each at most once and never empty: a parameter without value counts as left out (RFC 6749 §3.1). */
  readonly values: ReadonlyMap<string, string>;
  /** The one parameter that may repeat, RFC 8707 §2. */
  readonly resources: readonly string[];
}

const noResources: readonly string[] = Object.freeze([]);
const repeatable = 'resource';

/**
 * Read parameters, refusing repetition.
 *
 * @throws OAuthError `invalid_request` when any parameter but `resource` is given more than once, known or not.
 * @see RFC 6749 §3.1 and §3.2
 */
export function readParameters(source: URLSearchParams): OAuthParameters {
  const values = new Map<string, string>();
  let resources: string[] | undefined;
  for (const [name, value] of source) {
    if (name === repeatable) {
      if (value !== '') (resources ??= []).push(value);
    } else if (values.has(name)) {
      throw createRepetitionError(name);
    } else {
      values.set(name, value);
    }
  }
  for (const [name, value] of values) if (value === '') values.delete(name);
  return { values, resources: resources ?? noResources };
}

/** The one value of a parameter; undefined when it is left out, empty or repeated. For use before all were judged. */
export function readSingleValue(source: URLSearchParams, name: string): string | undefined {
  const [value, second] = source.getAll(name);
  return second === undefined && value !== '' ? value : undefined;
}

function createRepetitionError(name: string): OAuthError {
  // The name is the caller's text: it is repeated back only when it looks like a parameter's.
  const subject = /^[a-z_]{1,40}$/.test(name) ? `The parameter ${name}` : 'A parameter';
  return new OAuthError('invalid_request', `${subject} is given more than once. Send it once.`);
}
