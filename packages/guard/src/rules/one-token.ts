import type { Problem } from '../decision.ts';
import type { RuleDescription } from './rule.ts';

/** What adapters take from a request, without copying its headers. */
export interface GuardRequest {
  /**
   * The Authorization header, or all of them when there are several. Servers that join or drop repeated headers hide that
   * there were two: adapters look at the raw ones where they can.
   */
  readonly authorization: string | readonly string[] | undefined;
  /** The query, without its question mark; undefined or empty when there is none. */
  readonly query: string | undefined;
}

export const oneToken: RuleDescription = {
  name: 'one-token',
  demands: 'one Authorization header of the Bearer scheme with one token, and no token in the query',
};

/** RFC 6750 §2.1: the scheme in any case (RFC 9110 §11.1) and one or more spaces. */
const bearerScheme = /^bearer(?: +|$)/i;
const otherScheme = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?: |$)/;
/** b64token of RFC 6750 §2.1. */
const tokenSyntax = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * Take the one token out of a request.
 *
 * A token in the query is refused even beside a header: it stands in logs and histories by now. Bodies are not looked at:
 * the guard never accepts a token from one. Another scheme is no token, not bad syntax.
 *
 * Does not check the token's syntax, which takes longer than finding it in the cache: {@link checkTokenSyntax} does, for
 * tokens that are not there.
 *
 * @returns The token's text, or why there is none.
 * @see RFC 6750 §2, §3.1
 */
export function extractToken(request: GuardRequest): string | Problem {
  const { authorization, query } = request;
  if (query && hasTokenParameter(query)) return createRefusal('access_token is in the query');
  if (authorization === undefined) return noToken;
  if (typeof authorization === 'string') return readBearer(authorization);
  if (authorization.length > 1) return createRefusal('there are several Authorization headers');
  const [only] = authorization;
  return only === undefined ? noToken : readBearer(only);
}

/** Whether what stood where the token belongs can be one at all. */
export function checkTokenSyntax(text: string): Problem | undefined {
  return tokenSyntax.test(text) ? undefined : createRefusal('the Authorization header is not Bearer and one token');
}

const noToken: Problem = Object.freeze({ code: 'no_token', rule: oneToken.name });

function readBearer(header: string): string | Problem {
  // Nearly every client writes it so; a second space, if any, is cut off below.
  if (header.startsWith('Bearer ') && header[7] !== ' ') return header.slice(7);
  const scheme = bearerScheme.exec(header)?.[0];
  if (scheme !== undefined) return header.slice(scheme.length);
  return otherScheme.test(header) ? noToken : createRefusal('the Authorization header has no scheme');
}

/** A name may be spelled with percent signs; a parser tells, but only where there is reason to ask. */
function hasTokenParameter(query: string): boolean {
  if (!query.includes('access_token') && !query.includes('%')) return false;
  return new URLSearchParams(query).has('access_token');
}

function createRefusal(detail: string): Problem {
  return { code: 'invalid_request', rule: oneToken.name, detail };
}
