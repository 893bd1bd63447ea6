import type { LogoutTarget } from '../authority/logout-token.ts';
import { isMediaType, readBodyText } from '../request-body.ts';
import { respondProblem } from '../respond.ts';
import type { Endpoint, EndpointParts } from './endpoint.ts';

/**
 * `POST /backchannel-logout`: the authority says that a session of its own, or all of a person's, are over. Told by the
 * authority itself, server to server: a signed token speaks for the request, and no cookie or page does.
 *
 * @see OpenID Connect Back-Channel Logout 1.0 §2.5 to §2.8
 */
export function createBackchannelLogoutEndpoint(parts: EndpointParts): Endpoint {
  const { settings, sessions, verifyLogoutToken } = parts;
  const { store, log } = settings;
  /** Remembered as seen, but their sessions could not be ended: these may come again, for as long as they are good. */
  const unfinished = new Set<string>();

  /** A store that fails here has the authority try again, perhaps with this very token, which must not count as replayed. */
  async function end(target: LogoutTarget): Promise<number> {
    try {
      const count = await sessions.endOf(target);
      unfinished.delete(target.tokenDigest);
      return count;
    } catch (error) {
      unfinished.add(target.tokenDigest);
      setTimeout(() => unfinished.delete(target.tokenDigest), target.acceptedForMs).unref();
      throw error;
    }
  }

  function refuse(reason: string): Response {
    log.warn({ code: 'logout_token_refused', reason }, 'back-channel logout');
    return respondProblem({ code: 'bad_request', detail: 'The logout token is not valid here.' });
  }

  return {
    path: '/backchannel-logout',
    method: 'POST',
    async handle({ request }) {
      if (!isMediaType(request, 'application/x-www-form-urlencoded')) {
        const detail = 'Send logout_token as application/x-www-form-urlencoded.';
        return respondProblem({ code: 'wrong_media_type', detail });
      }
      const body = await readBodyText(request);
      if (!body.ok) return respondProblem(body.problem);
      const [token, ...others] = new URLSearchParams(body.text).getAll('logout_token');
      if (token === undefined || others.length > 0) return refuse('no_token');
      const verified = await verifyLogoutToken(token);
      if (verified.status === 'refused') return refuse(verified.reason);
      if (verified.status === 'unavailable') {
        return respondProblem({ code: 'authority_unavailable', retryAfterSeconds: verified.retryAfterSeconds });
      }
      const { tokenDigest, acceptedForMs } = verified.target;
      // First, or two that arrive together would both count.
      if (!unfinished.has(tokenDigest) && !(await store.rememberLogoutToken(tokenDigest, acceptedForMs))) {
        return refuse('replayed');
      }
      const count = await end(verified.target);
      log.info({ code: 'sessions_ended', cause: 'backchannel_logout', count }, 'session');
      return new Response(null, { status: 200 });
    },
  };
}
