import type { JsonObject } from '@latchkey/tokens/json';
import * as oauth from 'oauth4webapi';
import type { AuthorityCall, AuthorityConnection } from './connection.ts';
import { describeError } from './failure.ts';
import { findIdTokenFault } from './id-token.ts';

/** What ties the answer to the request it belongs to. */
export interface CodeExpectation {
  readonly codeVerifier: string;
  readonly nonce: string;
  /** What the request asked for as `max_age`. */
  readonly maxAgeSeconds: number | undefined;
}

/** What a sign-in brings. The access token that came along is not in it: it could do everything that was asked for. */
export interface SignedIn {
  /** Claims of the ID token. */
  readonly claims: JsonObject & { readonly sub: string };
  readonly refreshToken: string;
}

export type CodeResult =
  | { readonly status: 'signed_in'; readonly signedIn: SignedIn }
  /** The person, or the authority in the person's name, said no. */
  | { readonly status: 'denied' }
  /** The answer does not hold: not this issuer's, not of this request, used before, or an ID token that does not fit. */
  | { readonly status: 'refused'; readonly reason: string }
  | { readonly status: 'unavailable'; readonly retryAfterSeconds: number | undefined };

export interface CodeGrant {
  /**
   * Judge what the browser brought back, then redeem its code.
   *
   * @param request.parameters - query of the callback.
   * @param request.state - what this browser was sent away with.
   * @see RFC 6749 §4.1.2 and §4.1.3, RFC 9207 §2.4, RFC 7636 §4.5
   */
  redeemCallback(
    request: CodeExpectation & {
      readonly parameters: URLSearchParams;
      readonly state: string;
      readonly redirectUri: string;
    },
  ): Promise<CodeResult>;
  /** Redeem a code that came without a browser: no redirect URI belongs to it. */
  redeemCode(request: CodeExpectation & { readonly code: string }): Promise<CodeResult>;
}

export function createCodeGrant(connection: AuthorityConnection): CodeGrant {
  async function redeem(work: (call: AuthorityCall) => Promise<CodeResult>): Promise<CodeResult> {
    const attempt = await connection.attempt('code', work);
    if (attempt.ok) return attempt.value;
    const { kind, reason, retryAfterSeconds } = attempt.failure;
    return kind === 'refused' ? { status: 'refused', reason } : { status: 'unavailable', retryAfterSeconds };
  }

  return {
    redeemCallback: (request) =>
      redeem(async (call) => {
        let parameters: URLSearchParams;
        try {
          parameters = oauth.validateAuthResponse(call.server, call.client, request.parameters, request.state);
        } catch (error) {
          return judgeErrorResponse(error);
        }
        if (parameters.getAll('code').length !== 1) return { status: 'refused', reason: 'no_code' };
        const { server, client, authentication, options } = call;
        const answer = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          authentication,
          parameters,
          request.redirectUri,
          request.codeVerifier,
          options,
        );
        return await readAnswer(call, answer, request);
      }),
    redeemCode: (request) =>
      redeem(async (call) => {
        const { server, client, authentication, options } = call;
        const parameters = { code: request.code, code_verifier: request.codeVerifier };
        const answer = await oauth.genericTokenEndpointRequest(
          server,
          client,
          authentication,
          'authorization_code',
          parameters,
          options,
        );
        return await readAnswer(call, answer, request);
      }),
  };
}

const unavailableErrors: ReadonlySet<string> = new Set(['temporarily_unavailable', 'server_error']);

function judgeErrorResponse(error: unknown): CodeResult {
  if (!(error instanceof oauth.AuthorizationResponseError)) {
    return { status: 'refused', reason: describeError(error) };
  }
  if (error.error === 'access_denied') return { status: 'denied' };
  if (unavailableErrors.has(error.error)) return { status: 'unavailable', retryAfterSeconds: undefined };
  return { status: 'refused', reason: 'error_response' };
}

/** @throws whatever the library throws for an answer that is none; after one that is, everything wrong is a refusal. */
async function readAnswer(call: AuthorityCall, answer: Response, expected: CodeExpectation): Promise<CodeResult> {
  const isAnswer = answer.status === 200;
  try {
    return judgeTokens(call, await processAnswer(call, answer, expected));
  } catch (error) {
    if (!isAnswer) throw error;
    return { status: 'refused', reason: describeError(error) };
  }
}

function processAnswer(
  { server, client }: AuthorityCall,
  answer: Response,
  { nonce, maxAgeSeconds }: CodeExpectation,
): Promise<oauth.TokenEndpointResponse> {
  return oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
    ...(maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds }),
  });
}

function judgeTokens({ client }: AuthorityCall, tokens: oauth.TokenEndpointResponse): CodeResult {
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  const { id_token: idToken, access_token: accessToken, refresh_token: refreshToken } = tokens;
  if (claims === undefined || idToken === undefined) return { status: 'refused', reason: 'no_id_token' };
  const nowSeconds = Date.now() / 1000;
  const fault = findIdTokenFault(idToken, claims, { clientId: client.client_id, accessToken, nowSeconds });
  if (fault !== undefined) return { status: 'refused', reason: `id_token ${fault}` };
  // Without one the session could not be narrowed to any API, or outlive the first minutes.
  if (refreshToken === undefined) return { status: 'refused', reason: 'no_refresh_token' };
  return { status: 'signed_in', signedIn: { claims, refreshToken } };
}
