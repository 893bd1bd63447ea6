import type { ClientId } from '../ids.ts';

/**
 * The configuration after validation: complete, defaults filled in, deeply frozen. Nothing reads the environment or the
 * file after this. What a person may write is in config-input.ts.
 */
export interface AuthorityConfig {
  /** Issuer identifier, RFC 8414: https (or http on a loopback host), no query or fragment, no trailing slash. */
  readonly issuer: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** PEM files, read again when they change. Undefined: plain HTTP, for loopback or behind a trusted proxy. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  /** CIDR ranges of peers whose `X-Forwarded-For` counts. Default: none. */
  readonly trustedProxies: readonly string[];
  readonly dataDirectory: string;
  readonly signUp: 'open' | 'closed';
  readonly appearance: AppearanceConfig;
  readonly apis: readonly ApiConfig[];
  readonly roles: readonly RoleConfig[];
  readonly clients: readonly ClientConfig[];
  readonly lifetimes: LifetimeConfig;
  readonly signInLimits: SignInLimitConfig;
  readonly passwordHashing: PasswordHashingConfig;
  readonly http: HttpConfig;
  readonly tokenSize: { readonly warnBytes: number; readonly maxBytes: number };
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** What people see of whoever runs this. Colours are `#rrggbb` in lower case and can be read where they stand. */
export interface AppearanceConfig {
  /** On every page and in every title. Default: Latchkey. */
  readonly name: string;
  /** Of buttons, links and focus rings on light pages. */
  readonly accent: string;
  /** The same on dark pages. Default: the accent, lightened until it can be read there. */
  readonly accentDark: string;
  readonly corner: 'round' | 'square';
  /** Shown below every page; https, or http on this machine. */
  readonly supportUrl: string | undefined;
  readonly privacyUrl: string | undefined;
  readonly termsUrl: string | undefined;
}

/** A resource server: an audience with what can be allowed there. */
export interface ApiConfig {
  /** Absolute URI; the `aud` of its tokens and the `resource` clients name (RFC 8707). */
  readonly audience: string;
  readonly name: string;
  /** Scope → a sentence for the consent page. */
  readonly scopes: Readonly<Record<string, string>>;
  /** Permission → a sentence for administrators. */
  readonly permissions: Readonly<Record<string, string>>;
  readonly accessTokenTtlSeconds: number;
}

export interface RoleConfig {
  readonly name: string;
  /** Audience → permissions of that API. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
}

export interface ClientConfig {
  readonly clientId: ClientId;
  readonly name: string;
  readonly type: 'public' | 'confidential';
  /** First-party clients need no consent and may be allowed more; third-party ones ask the person. */
  readonly firstParty: boolean;
  readonly grantTypes: readonly ('authorization_code' | 'refresh_token' | 'client_credentials')[];
  /** Exact; a loopback redirect of a public client may differ in its port (RFC 8252 §7.3). */
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  /** Where it is told by the authority itself that a session is over; undefined when it is not. OIDC Back-Channel Logout */
  readonly backchannelLogoutUri: string | undefined;
  /** SHA-256 of each secret in force; several during a change of secret. Empty for public clients. */
  readonly secretHashes: readonly Uint8Array[];
  /** Scopes it may ask for: the authority's own (`openid`, `profile`, `email`, `offline_access`, `account`) and APIs'. */
  readonly scopes: readonly string[];
  /** Audiences it may ask for. */
  readonly audiences: readonly string[];
  /** Audience → permissions of the client itself, for `client_credentials`. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  /** Shortens the API's lifetime for this client; never lengthens it. */
  readonly accessTokenTtlSeconds: number | undefined;
  readonly idTokenSignedResponseAlg: 'ES256' | 'RS256';
  /** Browser origins that may call the token endpoint and userinfo for it. */
  readonly allowedOrigins: readonly string[];
  /** May use the first-party JSON sign-in (authorization challenge endpoint). Requires `firstParty`. */
  readonly authorizationChallenge: boolean;
  /** May create accounts through the JSON sign-up. Requires `firstParty`. */
  readonly createsAccounts: boolean;
  /** May call introspection: for tokens of these audiences alone. Confidential clients only. */
  readonly introspects: readonly string[];
  readonly refreshIdleTtlSeconds: number;
  readonly refreshAbsoluteTtlSeconds: number;
}

export interface LifetimeConfig {
  readonly authorizationCodeSeconds: number;
  readonly idTokenSeconds: number;
  readonly interactionSeconds: number;
  readonly sessionIdleSeconds: number;
  readonly sessionAbsoluteSeconds: number;
  readonly rememberedSessionIdleSeconds: number;
  readonly rememberedSessionAbsoluteSeconds: number;
  /** How long a superseded refresh token still gets its successor. Default 30. */
  readonly refreshOverlapSeconds: number;
  readonly firstAdministratorLinkSeconds: number;
  /** How long verifiers may keep the key set: `max-age` of the JWKS and the lead of a new key. */
  readonly jwksSeconds: number;
  /** How long a signing key signs. */
  readonly signingKeySeconds: number;
}

export interface SignInLimitConfig {
  readonly windowSeconds: number;
  readonly perAccount: number;
  readonly perDevice: number;
  readonly perAddress: number;
  readonly perClient: number;
  readonly signUpsPerAddress: number;
}

/** Argon2id, RFC 9106. */
export interface PasswordHashingConfig {
  readonly memoryKiB: number;
  readonly iterations: number;
  readonly parallelism: number;
  /** Hashes at a time. */
  readonly concurrency: number;
  /** Sign-ins that may wait for one; more are answered 503. A part is kept free for known devices. */
  readonly queueLength: number;
}

export interface HttpConfig {
  readonly maxBodyBytes: number;
  readonly maxHeaderBytes: number;
  readonly requestTimeoutSeconds: number;
  readonly headersTimeoutSeconds: number;
  readonly keepAliveTimeoutSeconds: number;
  /** How long a stopping server lets requests in flight finish. */
  readonly shutdownGraceSeconds: number;
}
