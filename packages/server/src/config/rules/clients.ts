import type { ConfigProblem } from '@latchkey/host/config-problem';
import type { ParsedClient } from '../schema.ts';
import type { Rule } from './rule.ts';

/** What a client's properties demand of each other. */
export const checkClients: Rule = function* ({ settings: { signUp }, clients }) {
  const seen = new Set<string>();
  for (const { path, value } of clients) {
    if (seen.has(value.clientId)) {
      yield { path: `${path}.clientId`, what: 'is declared twice', remedy: 'Rename one of the two clients.' };
    }
    seen.add(value.clientId);
    yield* checkSecrets(path, value);
    yield* checkGrantTypes(path, value);
    yield* checkFirstParty(path, value);
    if (value.createsAccounts && signUp === 'closed') {
      yield { path: `${path}.createsAccounts`, what: 'is true while signUp is closed', remedy: 'Set signUp to open.' };
    }
  }
};

function* checkSecrets(path: string, client: ParsedClient): Iterable<ConfigProblem> {
  const at = `${path}.secret`;
  if (client.type === 'public' && client.secret.length > 0) {
    yield {
      path: at,
      what: 'is set for a public client, which cannot keep one',
      remedy: 'Remove it, or set type to confidential.',
    };
  }
  if (client.type === 'confidential' && client.secret.length === 0) {
    yield {
      path: at,
      what: 'is missing for a confidential client',
      remedy: "Set it to { generate: true }, { env: 'NAME' } or { file: 'path' }, or set type to public.",
    };
  }
  if (client.secret.filter((source) => 'generate' in source).length > 1) {
    yield { path: at, what: 'is generated twice, which makes the same file', remedy: 'Keep one { generate: true }.' };
  }
}

function* checkGrantTypes(path: string, client: ParsedClient): Iterable<ConfigProblem> {
  const at = `${path}.grantTypes`;
  const has = (grantType: ParsedClient['grantTypes'][number]): boolean => client.grantTypes.includes(grantType);
  if (client.grantTypes.length === 0) {
    yield { path: at, what: 'is empty', remedy: 'Name at least one grant type, or remove the client.' };
  }
  if (has('refresh_token') && !has('authorization_code')) {
    yield {
      path: at,
      what: 'has refresh_token without authorization_code, the only one that gives refresh tokens',
      remedy: 'Add authorization_code, or remove refresh_token.',
    };
  }
  if (has('client_credentials') && client.type === 'public') {
    yield {
      path: at,
      what: 'has client_credentials for a public client (RFC 6749 §4.4)',
      remedy: 'Set type to confidential, or remove client_credentials.',
    };
  }
  if (has('authorization_code') && client.redirectUris.length === 0 && !client.authorizationChallenge) {
    yield {
      path: `${path}.redirectUris`,
      what: 'is empty although the client has authorization_code',
      remedy: 'Add the address that browsers are sent back to, or set grantTypes.',
    };
  }
  if (!has('authorization_code') && client.redirectUris.length > 0) {
    yield {
      path: `${path}.redirectUris`,
      what: 'is of no use without authorization_code',
      remedy: 'Add authorization_code to grantTypes, or remove the addresses.',
    };
  }
  if (!has('authorization_code') && client.backchannelLogoutUri !== undefined) {
    yield {
      path: `${path}.backchannelLogoutUri`,
      what: 'is of no use without authorization_code: a client without people has no sessions',
      remedy: 'Add authorization_code to grantTypes, or remove the address.',
    };
  }
  if (client.scopes.includes('offline_access') && !has('refresh_token')) {
    yield {
      path: `${path}.scopes`,
      what: 'has offline_access, but grantTypes has no refresh_token',
      remedy: 'Add refresh_token to grantTypes, or remove offline_access.',
    };
  }
  if (Object.keys(client.permissions).length > 0 && !has('client_credentials')) {
    yield {
      path: `${path}.permissions`,
      what: 'is of no use without client_credentials: people’s permissions come from their roles',
      remedy: 'Add client_credentials to grantTypes, or remove the permissions.',
    };
  }
}

function* checkFirstParty(path: string, client: ParsedClient): Iterable<ConfigProblem> {
  for (const name of ['authorizationChallenge', 'createsAccounts'] as const) {
    if (client[name] && !client.firstParty) {
      yield {
        path: `${path}.${name}`,
        what: 'lets the application see passwords, which is for your own applications alone',
        remedy: 'Set firstParty to true, or remove it.',
      };
    }
  }
  if (client.authorizationChallenge && !client.grantTypes.includes('authorization_code')) {
    yield {
      path: `${path}.authorizationChallenge`,
      what: 'answers with a code, but grantTypes has no authorization_code',
      remedy: 'Add authorization_code to grantTypes.',
    };
  }
  if (client.introspects.length > 0 && client.type === 'public') {
    yield {
      path: `${path}.introspects`,
      what: 'is for confidential clients alone (RFC 7662 §2.1)',
      remedy: 'Set type to confidential, or remove it.',
    };
  }
}
