import type { AuthenticateClient } from './clients/authentication.ts';
import type { ClientConfig } from './config/config.ts';
import type { RoutedExchange } from './http/exchange.ts';
import type { HttpAnswer } from './http/message.ts';
import type { RequireTrustedForm } from './http/same-site-form.ts';
import type { UserId } from './ids.ts';
import type { PageTheme } from './pages/theme.ts';
import type { RevocationFeed } from './revocation/feed.ts';
import type { SignInProof } from './sessions/session-start.ts';
import type { Session, UserProfile } from './store.ts';

/** A person with a live session. */
export interface SignedIn {
  readonly session: Session;
  readonly user: UserProfile;
}

/** The single sign-on session as the browser's cookie names it. Built by sign-in/browser-session.ts. */
export interface BrowserSessions {
  read(exchange: RoutedExchange): Promise<SignedIn | undefined>;
  /**
   * To be called for the sign-in page: gives the browser an id, by which a form that is sent twice is known to be one. The
   * cookies must be set on the answer.
   */
  prepare(exchange: RoutedExchange): { readonly setCookies: readonly string[] };
  /**
   * Start or renew after a person proved who they are. The cookies must be set on the answer. Undefined when the person is
   * gone or inactive by now, or their password another than the one of `passwordVersion`.
   */
  start(
    exchange: RoutedExchange,
    proof: SignInProof,
  ): Promise<{ readonly session: Session; readonly setCookies: readonly string[] } | undefined>;
  /** End the session of this browser, if any, revoking what was issued under it; the cookies must be set on the answer. */
  end(exchange: RoutedExchange, reason: string): Promise<{ readonly setCookies: readonly string[] }>;
}

/** A request that waits while a person signs in or consents; sealed, so that nothing is stored for strangers. */
export interface Interaction {
  readonly parameters: URLSearchParams;
  readonly startedAtMs: number;
}

/** Built by sign-in/interaction.ts. */
export interface Interactions {
  /** Seal the parameters for this browser alone. `purpose` keeps one kind from being used as another. */
  begin(
    exchange: RoutedExchange,
    purpose: 'authorize' | 'logout',
    parameters: URLSearchParams,
  ): { readonly sealed: string; readonly setCookies: readonly string[] };
  /** Undefined when forged, expired, of another purpose or begun by another browser. */
  open(exchange: RoutedExchange, purpose: 'authorize' | 'logout', sealed: string): Interaction | undefined;
}

/** An authorization request that passed every check which needs no person. Built by authorize/. */
export interface AuthorizationRequest {
  readonly client: ClientConfig;
  /** Undefined only for the first-party challenge. */
  readonly redirectUri: string | undefined;
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly codeChallenge: string;
  readonly prompt: ReadonlySet<'none' | 'login' | 'consent' | 'select_account'>;
  readonly maxAgeSeconds: number | undefined;
  /** The person an `id_token_hint` names. */
  readonly hintedUserId: UserId | undefined;
  readonly loginHint: string | undefined;
}

export interface Authorization {
  /**
   * Parse and judge. A refusal that must not be redirected (unknown client, redirect URI) throws an OAuthError; one
   * that goes back to the client is answered as `redirect`, a ready 303 with `error`, `state` and `iss`.
   */
  parse(parameters: URLSearchParams): { readonly request: AuthorizationRequest } | { readonly redirect: HttpAnswer };
  /** The same for the first-party challenge, which has no redirect; throws OAuthError. */
  parseChallenge(parameters: URLSearchParams): AuthorizationRequest;
  /** Make and store a code for this person. @throws OAuthError `access_denied` when they were signed out meanwhile. */
  issueCode(request: AuthorizationRequest, signedIn: SignedIn): Promise<string>;
  /** 303 back to the client with an error, RFC 6749 §4.1.2.1 and RFC 9207. */
  refuse(
    request: AuthorizationRequest,
    error: 'access_denied' | 'login_required' | 'consent_required',
    description: string,
  ): HttpAnswer;
}

/** The authority as a resource server for its own endpoints (userinfo, my sessions). Built by revocation/own-api.ts. */
export interface OwnApi {
  /** The bearer token's person and session, judged against store and revocation log. @throws OAuthError RFC 6750 §3.1 */
  authenticate(
    exchange: RoutedExchange,
    requiredScope: 'openid' | 'account',
  ): Promise<SignedIn & { readonly scopes: readonly string[]; readonly client: ClientConfig }>;
}

/** What endpoints lean on besides the parts. */
export interface AuthorityServices {
  /** One for every endpoint: it counts failures in memory. */
  readonly authenticateClient: AuthenticateClient;
  readonly authorization: Authorization;
  readonly browserSessions: BrowserSessions;
  readonly interactions: Interactions;
  readonly ownApi: OwnApi;
  readonly pageTheme: PageTheme;
  /** For every form that signs in or changes something (L6). */
  readonly requireTrustedForm: RequireTrustedForm;
  /** Built by revocation/feed.ts. */
  readonly revocationFeed: RevocationFeed;
}
