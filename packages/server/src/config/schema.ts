import { isScopeToken } from '@latchkey/tokens/scope';
import { z } from 'zod';
import { appearanceSchema } from './appearance.ts';
import type { ApiConfig, AuthorityConfig, ClientConfig, RoleConfig } from './config.ts';
import type { SecretSource } from './config-input.ts';
import {
  accessTokenTtlCapSeconds,
  apiSettings,
  clientSettings,
  httpSettings,
  lifetimeSettings,
  passwordHashingSettings,
  signInLimitSettings,
  tokenSizeSettings,
} from './number-settings.ts';
import {
  explain,
  flag,
  listOf,
  numbers,
  oneOf,
  recordOf,
  secretSources,
  strictObject,
  text,
  wholeNumber,
  withDefault,
} from './schema-parts.ts';

/**
 * The shape of each part of a configuration: types, ranges, defaults, no unknown names. What parts demand of each other
 * is in rules/. Parts are judged one by one, so that one mistake does not hide the next.
 */
export type ParsedSettings = Omit<AuthorityConfig, 'issuer' | 'listen' | 'apis' | 'roles' | 'clients'> & {
  readonly issuer: string;
  readonly listen: { readonly host: string | undefined; readonly port: number | undefined };
};

/** A client as written, defaults filled in, its secrets not yet fetched. */
export interface ParsedClient extends Omit<ClientConfig, 'clientId' | 'secretHashes'> {
  readonly clientId: string;
  readonly secret: readonly SecretSource[];
}

const port = wholeNumber({ min: 0, max: 65_535 }, 'Set it to a free port, such as 4000.');

type SettingSchemas = { readonly [Name in keyof ParsedSettings]: z.ZodType<ParsedSettings[Name]> };

/** Everything but APIs, roles and clients, by name. */
export const settingSchemas: SettingSchemas = {
  issuer: text('the address of the authority, such as https://id.example.com'),
  listen: strictObject(
    {
      host: text('an address of this machine, such as 127.0.0.1').optional(),
      port: port.optional(),
    },
    '{ host: …, port: … }',
  )
    .prefault({})
    .transform(({ host, port }) => ({ host, port })),
  tls: strictObject(
    { certificateFile: text('the path of a PEM file'), keyFile: text('the path of a PEM file') },
    '{ certificateFile: …, keyFile: … }',
  )
    .optional()
    // An optional member would make a type without the member; the configuration has it, undefined.
    .transform((tls) => tls),
  trustedProxies: listOf(text('an address or CIDR range')).default([]),
  dataDirectory: text('the path of a folder').default('data'),
  signUp: oneOf(['open', 'closed']).default('closed'),
  appearance: appearanceSchema,
  lifetimes: numbers(lifetimeSettings),
  signInLimits: numbers(signInLimitSettings),
  passwordHashing: numbers(passwordHashingSettings),
  http: numbers(httpSettings),
  tokenSize: numbers(tokenSizeSettings),
  logLevel: oneOf(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
};

/** What a scope may be made of. Permissions follow the same rule. */
const scopeToken = z
  .string(explain('must be a text', 'Write a name such as orders:read.'))
  .refine((name) => isScopeToken(name) && name.length <= 128, {
    error:
      'is no name of a scope or permission\nUse 1 to 128 ASCII characters, without spaces, quotes and backslashes.',
  });

const sentences = recordOf(text('a sentence for people'), '{ name: sentence, … }').default({});
const permissionsByAudience = recordOf(listOf(scopeToken), '{ audience: [permission, …] }').default({});
const uris = listOf(text('an address')).default([]);

export const apiSchema: z.ZodType<ApiConfig> = strictObject(
  {
    audience: text('the address that names the API, such as https://api.example.com'),
    name: text('a name').optional(),
    scopes: sentences,
    permissions: sentences,
    accessTokenTtlSeconds: withDefault(apiSettings.accessTokenTtlSeconds),
  },
  '{ audience: …, scopes: { … } }',
).transform((api) => ({ ...api, name: api.name ?? api.audience }));

export const roleSchema: z.ZodType<RoleConfig> = strictObject(
  { name: text('a name'), permissions: permissionsByAudience },
  '{ name: …, permissions: { … } }',
);

export const clientSchema: z.ZodType<ParsedClient> = strictObject(
  {
    clientId: z
      .string(explain('must be a text', 'Choose a name such as web-shop.'))
      .regex(/^(?!\.{1,2}$)[A-Za-z0-9._~-]{1,64}$/, {
        error: 'is no client id\nUse 1 to 64 letters, digits, dots, underscores, tildes and hyphens.',
      }),
    name: text('a name').optional(),
    type: oneOf(['public', 'confidential']),
    firstParty: flag(),
    grantTypes: listOf(oneOf(['authorization_code', 'refresh_token', 'client_credentials'])).default([
      'authorization_code',
      'refresh_token',
    ]),
    redirectUris: uris,
    postLogoutRedirectUris: uris,
    backchannelLogoutUri: text('an address such as https://app.example.com/backchannel-logout').optional(),
    secret: secretSources(),
    scopes: listOf(scopeToken).default([]),
    audiences: uris,
    permissions: permissionsByAudience,
    accessTokenTtlSeconds: wholeNumber(
      { min: apiSettings.accessTokenTtlSeconds.min, max: accessTokenTtlCapSeconds },
      'Set it to one, or leave it out for the lifetime of the API.',
    ).optional(),
    idTokenSignedResponseAlg: oneOf(['ES256', 'RS256']).default('ES256'),
    allowedOrigins: uris,
    authorizationChallenge: flag(),
    createsAccounts: flag(),
    introspects: uris,
    refreshIdleTtlSeconds: withDefault(clientSettings.refreshIdleTtlSeconds),
    refreshAbsoluteTtlSeconds: withDefault(clientSettings.refreshAbsoluteTtlSeconds),
  },
  '{ clientId: …, type: … }',
).transform(({ name, accessTokenTtlSeconds, backchannelLogoutUri, ...client }) => ({
  ...client,
  name: name ?? client.clientId,
  accessTokenTtlSeconds,
  backchannelLogoutUri,
}));
