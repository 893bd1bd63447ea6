import type { HttpConfig, LifetimeConfig, PasswordHashingConfig, SignInLimitConfig } from './config.ts';

/**
 * What a person writes in `latchkey.config.ts`. Only `issuer` must be there. Relative paths start at the file's folder.
 * Ranges and defaults of all numbers are in docs/configuration.md.
 */
export interface AuthorityConfigInput {
  /**
   * Where browsers and APIs reach the authority: scheme, host and port, no path, no slash at the end. `https`, or `http` for
   * `localhost`, 127.0.0.0/8 and `[::1]`. It is in every token: a change makes all of them worthless.
   */
  readonly issuer: string;
  /** `host` and `port` to listen on; see below for the defaults. */
  readonly listen?:
    | {
        /** Address to listen on. Default: 127.0.0.1, or 0.0.0.0 when `tls` is set. */
        readonly host?: string | undefined;
        /** Default: the issuer's port when that is plain http; otherwise 8443 with `tls`, 8080 without. */
        readonly port?: number | undefined;
      }
    | undefined;
  /**
   * `certificateFile` (the certificate, then its chain) and `keyFile`, in PEM; read again within seconds when they change.
   * Broken new files leave the former ones in force and are logged. Default: none, for loopback or behind a proxy.
   */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  /**
   * Addresses and CIDR ranges of proxies in front. Only their `X-Forwarded-For` counts, read from the right. Must be set when
   * `issuer` is https and `tls` is not. Default: none.
   */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Folder of the database, the key ring and generated secrets. Back it up; nobody else may read it. Default `data`. */
  readonly dataDirectory?: string | undefined;
  /** `open` lets strangers create an account. Default `closed`. */
  readonly signUp?: 'open' | 'closed' | undefined;
  /** How the pages look; see below. */
  readonly appearance?: AppearanceInput | undefined;
  /** The APIs tokens are for. Default: none. */
  readonly apis?: readonly ApiInput[] | undefined;
  /** What people may do. Default: none. */
  readonly roles?: readonly RoleInput[] | undefined;
  /** The applications. Default: none. */
  readonly clients?: readonly ClientInput[] | undefined;
  /** How long things live; see below. */
  readonly lifetimes?: PartialNumbers<LifetimeConfig> | undefined;
  /** How many tries there are; see below. */
  readonly signInLimits?: PartialNumbers<SignInLimitConfig> | undefined;
  /** What a password hash costs; see below. */
  readonly passwordHashing?: PartialNumbers<PasswordHashingConfig> | undefined;
  /** Sizes and times of requests; see below. */
  readonly http?: PartialNumbers<HttpConfig> | undefined;
  /** How long access tokens may become; see below. */
  readonly tokenSize?: { readonly warnBytes?: number | undefined; readonly maxBytes?: number | undefined } | undefined;
  /** `debug`, `info`, `warn`, `error` or `silent`. Default `info`. */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'silent' | undefined;
}

type PartialNumbers<Config> = { readonly [Name in keyof Config]?: number | undefined };

/** How the pages look that people see. */
export interface AppearanceInput {
  /** Whose pages they are: shown on every page and in every title. At most 40 characters. Default: `Latchkey`. */
  readonly name?: string | undefined;
  /** Colour of buttons, links and focus rings, as `#rrggbb`. Default `#0b6b5d`. */
  readonly accent?: string | undefined;
  /** The same for people who prefer dark pages. Default: `accent`, lightened until it can be read there. */
  readonly accentDark?: string | undefined;
  /** `round` or `square`. Default `round`. */
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
  /**
   * Scope → a sentence for the consent page. `openid`, `profile`, `email`, `offline_access` and `account` are the authority's
   * own. Default: none.
   */
  readonly scopes?: Readonly<Record<string, string>> | undefined;
  /** Permission → a sentence for administrators. Default: none. */
  readonly permissions?: Readonly<Record<string, string>> | undefined;
  /** Lifetime of an access token for this API; range and default below. */
  readonly accessTokenTtlSeconds?: number | undefined;
}

/** What people with this role may do. */
export interface RoleInput {
  /** The first administrator gets the role `administrator`. */
  readonly name: string;
  /** Audience → permissions of that API. Default: none. */
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
  /** 1 to 64 letters, digits, `.`, `_`, `~`, `-`. */
  readonly clientId: string;
  /** For people. Default: the client id. */
  readonly name?: string | undefined;
  /** `confidential` for servers that can keep a secret, `public` for everything else. */
  readonly type: 'public' | 'confidential';
  /** Your own application: needs no consent. Default `false`. */
  readonly firstParty?: boolean | undefined;
  /** Also `client_credentials`, for confidential clients. Default: `authorization_code` and `refresh_token`. */
  readonly grantTypes?: readonly ('authorization_code' | 'refresh_token' | 'client_credentials')[] | undefined;
  /**
   * Compared exactly. https; http on this machine, where the port is free for public clients (RFC 8252 §7.3); schemes such as
   * `com.example.app:/` for public clients. Default: none.
   */
  readonly redirectUris?: readonly string[] | undefined;
  /** The same for after signing out. Default: none. */
  readonly postLogoutRedirectUris?: readonly string[] | undefined;
  /**
   * Where the authority posts a logout token when a session in which the application got tokens is over (OpenID Connect
   * Back-Channel Logout 1.0). https, or http on this machine. Needs `authorization_code`. Default: it is not told.
   */
  readonly backchannelLogoutUri?: string | undefined;
  /** Where the secret comes from, see below; a list while a secret is being changed. Must be set for confidential clients. */
  readonly secret?: SecretSource | readonly SecretSource[] | undefined;
  /** What it may ask for: the authority's own scopes and those of its audiences. Default: none. */
  readonly scopes?: readonly string[] | undefined;
  /** The APIs it may ask tokens for. Default: none. */
  readonly audiences?: readonly string[] | undefined;
  /** Audience → permissions of the client itself, for `client_credentials`. Default: none. */
  readonly permissions?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Shortens the API's lifetime of access tokens, never lengthens it. Default: the API's. */
  readonly accessTokenTtlSeconds?: number | undefined;
  /** `ES256` or `RS256`. Default `ES256`. */
  readonly idTokenSignedResponseAlg?: 'ES256' | 'RS256' | undefined;
  /** Browser origins whose pages may call the token endpoint and userinfo. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** May sign people in with its own form, see below. Needs `firstParty`. Default `false`. */
  readonly authorizationChallenge?: boolean | undefined;
  /** May create accounts with its own form. Needs `firstParty`, and `signUp: 'open'`. Default `false`. */
  readonly createsAccounts?: boolean | undefined;
  /** Audiences whose tokens it may introspect, and whose revocations it may follow. Confidential clients only. Default: none. */
  readonly introspects?: readonly string[] | undefined;
  /** A grant whose refresh token is unused for this long ends; range and default below. */
  readonly refreshIdleTtlSeconds?: number | undefined;
  /** A grant ends after this long, however often it is refreshed; range and default below. */
  readonly refreshAbsoluteTtlSeconds?: number | undefined;
}

/** Gives `latchkey.config.ts` its types in an editor; answers the same object. Nothing is checked before loading. */
export function defineConfig(input: AuthorityConfigInput): AuthorityConfigInput {
  return input;
}
