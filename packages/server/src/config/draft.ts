import { type ConfigProblem, formatPath } from '@latchkey/host/config-problem';
import type { z } from 'zod';
import type { ApiConfig, RoleConfig } from './config.ts';
import {
  apiSchema,
  clientSchema,
  type ParsedClient,
  type ParsedSettings,
  roleSchema,
  settingSchemas,
} from './schema.ts';
import { splitMessage } from './schema-parts.ts';
import { suggestName } from './suggest.ts';

/** A part whose shape is right, with where it stands. */
export interface Placed<Value> {
  readonly path: string;
  readonly value: Value;
}

/**
 * A configuration whose parts have been judged one by one. A part whose shape is wrong is missing here, and reported;
 * the rules between parts then look at the others.
 */
export interface Draft {
  readonly settings: Partial<ParsedSettings>;
  readonly apis: readonly Placed<ApiConfig>[];
  /** False when an API is missing here: then what others say of APIs cannot be judged. */
  readonly areApisComplete: boolean;
  readonly roles: readonly Placed<RoleConfig>[];
  readonly clients: readonly Placed<ParsedClient>[];
}

const listSchemas = { apis: apiSchema, roles: roleSchema, clients: clientSchema } as const;
const settingNames = Object.keys(settingSchemas) as (keyof ParsedSettings)[];
const knownNames: readonly string[] = [...settingNames, ...Object.keys(listSchemas)];

/** Judge the shape of every part, fill in defaults, and report all that is wrong. The input is left as it is. */
export function parseDraft(input: Readonly<Record<string, unknown>>): {
  readonly draft: Draft;
  readonly problems: readonly ConfigProblem[];
} {
  const problems: ConfigProblem[] = Object.keys(input)
    .filter((name) => !knownNames.includes(name))
    .map((name) => describeUnknown([], name, knownNames));

  const settings: Partial<Record<keyof ParsedSettings, unknown>> = {};
  for (const name of settingNames) {
    const parsed = settingSchemas[name].safeParse(input[name]);
    if (parsed.success) settings[name] = parsed.data;
    else problems.push(...describeIssues(parsed.error, [name]));
  }

  const parseList = <Value>(name: keyof typeof listSchemas, schema: z.ZodType<Value>): readonly Placed<Value>[] => {
    const list = input[name] ?? [];
    if (!Array.isArray(list)) {
      problems.push({ path: name, what: 'must be a list', remedy: 'Write [ … ], also for a single entry.' });
      return [];
    }
    return list.flatMap((entry: unknown, index) => {
      const parsed = schema.safeParse(entry);
      if (parsed.success) return [{ path: formatPath([name, index]), value: parsed.data }];
      problems.push(...describeIssues(parsed.error, [name, index]));
      return [];
    });
  };

  const problemsBeforeApis = problems.length;
  const apis = parseList('apis', apiSchema);
  const draft: Draft = {
    // Each value came out of the schema of its own name.
    settings: settings as Partial<ParsedSettings>,
    apis,
    areApisComplete: problems.length === problemsBeforeApis,
    roles: parseList('roles', roleSchema),
    clients: parseList('clients', clientSchema),
  };
  return { draft, problems };
}

/** True for every draft without problems. */
export function hasAllSettings(settings: Draft['settings']): settings is ParsedSettings {
  return settingNames.every((name) => Object.hasOwn(settings, name));
}

function describeIssues(error: z.ZodError, at: readonly PropertyKey[]): readonly ConfigProblem[] {
  return error.issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    const { what, remedy } = splitMessage(issue.message);
    if (issue.code !== 'unrecognized_keys') return [{ path: formatPath(path), what, remedy }];
    return issue.keys.map((name) => describeUnknown(path, name, remedy.split(' ')));
  });
}

function describeUnknown(at: readonly PropertyKey[], name: string, known: readonly string[]): ConfigProblem {
  const suggestion = suggestName(name, known);
  return {
    path: formatPath([...at, name]),
    what: 'is not known',
    remedy: suggestion === undefined ? `Remove it; known here are ${known.join(', ')}.` : `Did you mean ${suggestion}?`,
  };
}
