import type { ClientConfig } from '../config/config.ts';
import type { AuthorizationRequest } from '../services.ts';
import { checkChallengeClient } from './check-challenge.ts';
import { checkClient } from './check-client.ts';
import { checkIdTokenHint, checkLoginHint } from './check-hints.ts';
import { checkMaxAge } from './check-max-age.ts';
import { checkNonce } from './check-nonce.ts';
import { checkParameters } from './check-parameters.ts';
import { checkPkce } from './check-pkce.ts';
import { checkPrompt } from './check-prompt.ts';
import { checkRedirectUri } from './check-redirect-uri.ts';
import { checkRequestObject } from './check-request-object.ts';
import { checkResponseMode, checkResponseType } from './check-response.ts';
import { checkTarget } from './check-target.ts';
import { type CheckContext, listChecks } from './checks.ts';

/** A request as it came in. */
interface RawRequest {
  readonly source: URLSearchParams;
}

/** A request whose answer has somewhere to go. */
export interface Destination extends RawRequest {
  readonly client: ClientConfig;
  /** Registered for that client. */
  readonly redirectUri: string;
}

/** Where an answer may go. Until this is known, a failure is shown to the person and sent nowhere. */
const destinationChecks = listChecks<RawRequest>().and(checkClient).and(checkRedirectUri);

/** What is judged once a failure can be told to the client. */
const requestChecks = listChecks<Destination>()
  .and(checkParameters)
  .and(checkRequestObject)
  .and(checkResponseType)
  .and(checkResponseMode)
  .and(checkPkce)
  .and(checkTarget)
  .and(checkNonce)
  .and(checkPrompt)
  .and(checkMaxAge)
  .and(checkIdTokenHint)
  .and(checkLoginHint);

/** The first-party challenge has no redirect, no browser and no prompt; the rest is the same. */
const challengeChecks = listChecks<RawRequest>()
  .and(checkClient)
  .and(checkChallengeClient)
  .and(checkParameters)
  .and(checkRequestObject)
  .and(checkPkce)
  .and(checkTarget)
  .and(checkNonce);

/** @throws OAuthError to be shown as a page: nobody is known to tell it to. */
export function judgeDestination(source: URLSearchParams, context: CheckContext): Destination {
  return destinationChecks.judge({ source }, context);
}

/** @throws OAuthError to be sent to the redirect URI. */
export function judgeRequest(destination: Destination, context: CheckContext): AuthorizationRequest {
  return requestChecks.judge(destination, context);
}

/** @throws OAuthError to be answered as it is. */
export function judgeChallenge(source: URLSearchParams, context: CheckContext): AuthorizationRequest {
  const judged = challengeChecks.judge({ source }, context);
  return {
    ...judged,
    redirectUri: undefined,
    prompt: new Set(),
    maxAgeSeconds: undefined,
    hintedUserId: undefined,
    loginHint: undefined,
  };
}
