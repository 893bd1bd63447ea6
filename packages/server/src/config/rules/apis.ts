import type { ConfigProblem } from '@latchkey/host/config-problem';
import type { Draft } from '../draft.ts';
import { isOwnScope } from '../own-scopes.ts';
import { suggestName } from '../suggest.ts';
import { parseUri } from '../uris.ts';
import type { Rule } from './rule.ts';

export const checkApis: Rule = function* ({ settings: { issuer }, apis }) {
  const seen = new Set<string>();
  for (const { path, value } of apis) {
    const at = `${path}.audience`;
    if (parseUri(value.audience) === undefined || value.audience.includes('#')) {
      yield {
        path: at,
        what: 'is no absolute URI without fragment (RFC 8707 §2)',
        remedy: 'Write one such as https://api.example.com.',
      };
    }
    if (issuer !== undefined && withoutSlash(value.audience) === withoutSlash(issuer)) {
      yield {
        path: at,
        what: 'is the issuer, whose tokens open people’s own accounts',
        remedy: 'Give the API an address of its own.',
      };
    }
    if (seen.has(value.audience)) {
      yield { path: at, what: 'is declared twice', remedy: 'Merge the two APIs, or give one another audience.' };
    }
    seen.add(value.audience);
    for (const scope of Object.keys(value.scopes)) {
      if (isOwnScope(scope)) {
        yield {
          path: `${path}.scopes[${JSON.stringify(scope)}]`,
          what: 'is a scope of the authority itself',
          remedy: 'Give it another name, such as api:read.',
        };
      }
    }
  }
};

export const checkRoles: Rule = function* (draft) {
  const seen = new Set<string>();
  for (const { path, value } of draft.roles) {
    if (seen.has(value.name)) {
      yield { path: `${path}.name`, what: 'is declared twice', remedy: 'Merge the two roles, or rename one.' };
    }
    seen.add(value.name);
    yield* checkPermissions(draft, path, value.permissions);
  }
};

/** Audience → permissions: both must be declared. */
export function* checkPermissions(
  { apis, areApisComplete }: Draft,
  path: string,
  permissions: Readonly<Record<string, readonly string[]>>,
): Iterable<ConfigProblem> {
  if (!areApisComplete) return;
  for (const [audience, names] of Object.entries(permissions)) {
    const at = `${path}.permissions[${JSON.stringify(audience)}]`;
    const api = apis.find(({ value }) => value.audience === audience);
    if (api === undefined) {
      yield { path: at, what: 'names no API that is declared', remedy: suggestAudience(apis, audience) };
      continue;
    }
    for (const [index, name] of names.entries()) {
      if (Object.hasOwn(api.value.permissions, name)) continue;
      const near = suggestName(name, Object.keys(api.value.permissions));
      yield {
        path: `${at}[${index}]`,
        what: 'is no permission of that API',
        remedy: near === undefined ? `Declare it in ${api.path}.permissions, or remove it.` : `Did you mean ${near}?`,
      };
    }
  }
}

/** The remedy for an audience that no API has. */
export function suggestAudience(apis: Draft['apis'], audience: string): string {
  const near = suggestName(
    audience,
    apis.map(({ value }) => value.audience),
  );
  return near === undefined ? 'Declare it under apis, or remove it.' : `Did you mean ${near}?`;
}

function withoutSlash(uri: string): string {
  return uri.endsWith('/') ? uri.slice(0, -1) : uri;
}
