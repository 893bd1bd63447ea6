import type { HttpConfig, LifetimeConfig, PasswordHashingConfig, SignInLimitConfig } from './config.ts';

/**
 * What a person writes in `latchkey.config.ts`. Only `issuer` must be there. Relative paths start at the file's folder.
 * Ranges and defaults of all numbers are in docs/configuration.md.
 */
export interface AuthorityConfigInput {
  /**
   * Where the authority is reached, as browsers and APIs write it: `https://id.example.com`. Scheme, host and port only.
   * Plain http for localhost, 127.0.0.1 and [::1] alone.
   */
  readonly issuer: string;
  readonly listen?:
    | {
        /** Address to listen on. Default: 127.0.0.1, or 0.0.0.0 when `tls` is set. */
        readonly host?: string | undefined;
        /** Default: the issuer's port when that is plain http; otherwise 8443 with `tls`, 8080 without. */
        readonly port?: number | undefined;
      }
    | undefined;
  /** PEM files to serve HTTPS with; read again when they change. Default: none, for loopback or behind a proxy. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  /** Addresses and CIDR ranges of TLS proxies in front, whose `X-Forwarded-For` counts. Default: none. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Database, keys and generated secrets. Default: `data`. */
  readonly dataDirectory?: string | undefined;
  /** Whether strangers may create an account. Default: `closed`. */
  readonly signUp?: 'open' | 'closed' | undefined;
  readonly appearance?: AppearanceInput | undefined;
  readonly apis?: readonly ApiInput[] | undefined;
  readonly roles?: readonly RoleInput[] | undefined;
  readonly clients?: readonly ClientInput[] | undefined;
  readonly lifetimes?: PartialNumbers<LifetimeConfig> | undefined;
  readonly signInLimits?: PartialNumbers<SignInLimitConfig> | undefined;
  readonly passwordHashing?: PartialNumbers<PasswordHashingConfig> | undefined;
  readonly http?: PartialNumbers<HttpConfig> | undefined;
  /** How long an access token may become. */
  readonly tokenSize?: { readonly warnBytes?: number | undefined; readonly maxBytes?: number | undefined } | undefined;
  /** Default: `info`. */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'silent' | undefined;
}

type PartialNumbers<Config> = { readonly [Name in keyof Config]?: number | undefined };

/** How the pages look that people see. */
export interface AppearanceInput {
  /** Whose pages they are: shown on every page and in every title. At most 40 characters. Default: `Latchkey`. */
  readonly name?: string | undefined;
  /** `#rrggbb` of buttons, links and focus rings; refused when it cannot be read on white. Default: a dark green. */
  readonly accent?: string | undefined;
  /** The same for people who prefer dark pages. Default: `accent`, lightened until it can be read there. */
  readonly accentDark?: string | undefined;
  /** Default: `round`. */
  readonly corner?: 'round' | 'square' | undefined;
  /** Where people get help; a link below every page. https, or http on this machine. Default: none. */
  readonly supportUrl?: string | undefined;
  /** The same for how you treat people's data. */
  readonly privacyUrl?: string | undefined;
  /** The same for your terms of use. */
  readonly termsUrl?: string | undefined;
}

/** A resource server. */
export interface ApiInput {
  /** Absolute URI: the `aud` of its tokens and the `resource` clients ask for (RFC 8707). Never the issuer. */
  readonly audience: string;
  /** For people. Default: the audience. */
  readonly name?: string | undefined;
  /** Scope → a sentence for the consent page. */
  readonly scopes?: Readonly<Record<string, string>> | undefined;
  /** Permission → a sentence for administrators. */
  readonly permissions?: Readonly<Record<string, string>> | undefined;
  /** Default: 300; at most 86,400. */
  readonly accessTokenTtlSeconds?: number | undefined;
}

/** What people with this role may do. */
export interface RoleInput {
  readonly name: string;
  /** Audience → permissions of that API. */
  readonly permissions?: Readonly<Record<string, readonly string[]>> | undefined;
}

/**
 * Where a client's secret comes from; never the secret itself. At least 32 characters.
 *
 * - `env`: the value of that environment variable.
 * - `file`: the content of that file, without line ends at its end.
 * - `generate`: made on first run into `secrets/clients/<clientId>` of the data directory, mode 0600.
 */
export type SecretSource = { readonly env: string } | { readonly file: string } | { readonly generate: true };

/** An application. */
export interface ClientInput {
  /** Letters, digits, `.`, `_`, `~` and `-`; at most 64. */
  readonly clientId: string;
  /** For people. Default: the client id. */
  readonly name?: string | undefined;
  /** `confidential` for servers that can keep a secret; `public` for browser, desktop and mobile applications. */
  readonly type: 'public' | 'confidential';
  /** Yours: needs no consent. Default: false. */
  readonly firstParty?: boolean | undefined;
  /** Default: authorization_code and refresh_token. */
  readonly grantTypes?: readonly ('authorization_code' | 'refresh_token' | 'client_credentials')[] | undefined;
  /** Compared exactly; the port of a loopback address of a public client is free (RFC 8252 §7.3). */
  readonly redirectUris?: readonly string[] | undefined;
  /** Where a browser may be sent after signing out. Compared exactly. */
  readonly postLogoutRedirectUris?: readonly string[] | undefined;
  /**
   * Where the authority posts a logout token when a session in which the application got tokens is over (OpenID Connect
   * Back-Channel Logout 1.0). https, or http on this machine. Default: it is not told.
   */
  readonly backchannelLogoutUri?: string | undefined;
  /** Required for confidential clients. Several while a secret is being changed: each of them works. */
  readonly secret?: SecretSource | readonly SecretSource[] | undefined;
  /** `openid`, `profile`, `email`, `offline_access`, `account`, and scopes of its APIs. Default: none. */
  readonly scopes?: readonly string[] | undefined;
  /** APIs it may ask tokens for. Default: none. */
  readonly audiences?: readonly string[] | undefined;
  /** Audience → permissions of the client itself, for `client_credentials`. Default: none. */
  readonly permissions?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Shortens the API's lifetime for this client. Default: the API's. */
  readonly accessTokenTtlSeconds?: number | undefined;
  /** Default: `ES256`. */
  readonly idTokenSignedResponseAlg?: 'ES256' | 'RS256' | undefined;
  /** Browser origins whose pages may call the token endpoint and userinfo. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** May sign people in with its own form (first-party JSON sign-in). Default: false. */
  readonly authorizationChallenge?: boolean | undefined;
  /** May create accounts with its own form. Default: false. */
  readonly createsAccounts?: boolean | undefined;
  /** Audiences whose tokens it may introspect. Default: none. */
  readonly introspects?: readonly string[] | undefined;
  /** Default: 2,592,000 (30 days). */
  readonly refreshIdleTtlSeconds?: number | undefined;
  /** Default: 31,536,000 (365 days). */
  readonly refreshAbsoluteTtlSeconds?: number | undefined;
}

/** Gives `latchkey.config.ts` its types in an editor; answers the same object. Nothing is checked before loading. */
export function defineConfig(input: AuthorityConfigInput): AuthorityConfigInput {
  return input;
}
