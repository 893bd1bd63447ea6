import type { Problem } from '../decision.ts';
import { judgeFreshness } from '../feed/index.ts';
import type { IntrospectionVerdict } from '../introspection/index.ts';
import type { Rule } from './rule.ts';

/**
 * What is known to be revoked is refused however old the knowledge is; what is not known to be is judged by the route's
 * policy when the knowledge is too old.
 */
export const notRevoked: Rule = {
  name: 'not-revoked',
  demands: 'no revocation of the token, its grant, session, user or client, by a log known well enough',
  check({ token, text, route, revocations, introspector }) {
    if (revocations.isRevoked(token)) return { code: 'revoked', rule: 'not-revoked', detail: 'it is in the log' };
    const judgement = judgeFreshness(route.stale, revocations.freshness());
    if (judgement.action === 'proceed') return undefined;
    if (judgement.action === 'refuse') return createUnavailable(judgement.retryAfterSeconds);
    if (introspector === undefined) return createUnavailable(1);
    const verdict = introspector.recall(text);
    return verdict === undefined ? introspector.introspect(text).then(readVerdict) : readVerdict(verdict);
  },
};

function readVerdict(verdict: IntrospectionVerdict): Problem | undefined {
  switch (verdict.status) {
    case 'active':
      return undefined;
    case 'inactive':
      return { code: 'revoked', rule: 'not-revoked', detail: 'the authority says it is not active' };
    case 'unavailable':
      return createUnavailable(verdict.retryAfterSeconds);
  }
}

function createUnavailable(retryAfterSeconds: number): Problem {
  return { code: 'revocations_unavailable', rule: 'not-revoked', retryAfterSeconds };
}
