import type { Consent } from '../consents/store.ts';
import type { AuthorizationRequest, SignedIn } from '../services.ts';

/** Everything known when it is decided what happens to an authorization request next. */
export interface Situation {
  readonly request: AuthorizationRequest;
  readonly signedIn: SignedIn | undefined;
  /** When the request first came in; what the person did since then was done for it. */
  readonly startedAtMs: number;
  readonly nowMs: number;
}

/** Someone is signed in whom the request accepts; whether they allow it is the next question. */
export type PersonDecision =
  | { readonly next: 'go_on'; readonly signedIn: SignedIn }
  | { readonly next: 'sign_in' }
  | { readonly next: 'refuse'; readonly description: string };

/** Reasons to send a person to the sign-in page, each for someone who is signed in already. */
const reasonsToSignIn: readonly ((situation: Situation & { readonly signedIn: SignedIn }) => boolean)[] = [
  isAnotherPerson,
  // The page shows who is signed in and lets them be another, so choosing an account is signing in again.
  ({ request, ...rest }) => (request.prompt.has('login') || request.prompt.has('select_account')) && !isFresh(rest),
  ({ request, signedIn, nowMs, ...rest }) =>
    request.maxAgeSeconds !== undefined &&
    nowMs - signedIn.session.authenticatedAtMs > request.maxAgeSeconds * 1000 &&
    !isFresh({ signedIn, ...rest }),
];

/**
 * Decide whether the right person is signed in, recently enough. OpenID Connect Core §3.1.2.3
 *
 * A person who signed in for this very request and still is not the hinted one is refused, not asked again: that would
 * never end (§3.1.2.2).
 */
export function decidePerson(situation: Situation): PersonDecision {
  const { signedIn, request } = situation;
  if (signedIn !== undefined) {
    const known = { ...situation, signedIn };
    if (!reasonsToSignIn.some((applies) => applies(known))) return { next: 'go_on', signedIn };
    if (isAnotherPerson(known) && isFresh(known)) {
      return { next: 'refuse', description: 'Another person signed in than the one id_token_hint names.' };
    }
  }
  if (!request.prompt.has('none')) return { next: 'sign_in' };
  return { next: 'refuse', description: 'The person must sign in, and prompt=none forbids asking.' };
}

/**
 * Whether the person must be asked before this client gets what it wants.
 *
 * - `prompt=consent`: always, once per request.
 * - A first-party client: otherwise never.
 * - Another client: unless all of it was allowed before; access while the person is away (`offline_access`) is asked for
 *   each time (OpenID Connect Core §11).
 */
export function needsConsent(
  request: AuthorizationRequest,
  consent: Consent | undefined,
  startedAtMs: number,
): boolean {
  const givenForThis = consent !== undefined && consent.givenAtMs >= startedAtMs;
  if (request.prompt.has('consent') && !givenForThis) return true;
  if (request.client.firstParty) return false;
  if (consent === undefined || !covers(consent, request)) return true;
  return request.scopes.includes('offline_access') && !givenForThis;
}

function covers(consent: Consent, request: AuthorizationRequest): boolean {
  return (
    request.scopes.every((scope) => consent.scopes.includes(scope)) &&
    request.resources.every((resource) => consent.resources.includes(resource))
  );
}

function isAnotherPerson(situation: { readonly request: AuthorizationRequest; readonly signedIn: SignedIn }): boolean {
  const { hintedUserId } = situation.request;
  return hintedUserId !== undefined && hintedUserId !== situation.signedIn.user.userId;
}

/** Whether the person proved who they are for this request. */
function isFresh(situation: { readonly signedIn: SignedIn; readonly startedAtMs: number }): boolean {
  return situation.signedIn.session.authenticatedAtMs >= situation.startedAtMs;
}
