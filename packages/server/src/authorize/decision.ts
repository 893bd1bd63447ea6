import type { Consent } from '../consents/store.ts';
import type { ApiCatalogue } from '../mint/api-catalogue.ts';
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
  ({ request, ...rest }) =>
    request.maxAgeSeconds !== undefined && !isWithin(request.maxAgeSeconds * 1000, rest) && !isFresh(rest),
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
 * - So is a scope that several of the allowed APIs have under one name: what was allowed is kept as scopes and APIs, and
 *   does not say which of them the person saw together.
 */
export function needsConsent(
  request: AuthorizationRequest,
  consent: Consent | undefined,
  startedAtMs: number,
  catalogue: Pick<ApiCatalogue, 'owns'>,
): boolean {
  const givenForThis = consent !== undefined && consent.givenAtMs >= startedAtMs;
  if (request.prompt.has('consent') && !givenForThis) return true;
  if (request.client.firstParty) return false;
  if (consent === undefined || !covers(consent, request)) return true;
  return !givenForThis && request.scopes.some((scope) => scope === 'offline_access' || isShared(scope));

  function isShared(scope: string): boolean {
    return (consent?.resources ?? []).filter((audience) => catalogue.owns(audience, scope)).length > 1;
  }
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

/** What the clocks of one process may differ by. */
const clockLeewayMs = 5_000;

/** Whether the sign-in is no older than that. One that lies in the future is of no age: the clock went back since. */
function isWithin(
  ageMs: number,
  { signedIn, nowMs }: Pick<Situation, 'nowMs'> & { readonly signedIn: SignedIn },
): boolean {
  const actualMs = nowMs - signedIn.session.authenticatedAtMs;
  return actualMs <= ageMs && actualMs >= -clockLeewayMs;
}

/** Whether the person proved who they are for this request. */
function isFresh(situation: Pick<Situation, 'startedAtMs' | 'nowMs'> & { readonly signedIn: SignedIn }): boolean {
  return isWithin(situation.nowMs - situation.startedAtMs, situation);
}
