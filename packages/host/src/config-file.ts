import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseJsonObject } from '@latchkey/tokens/json';
import { ConfigError } from './config-problem.ts';

/** What a program's configuration file is called and how a person is told about it. */
export interface ConfigFileKind {
  /** Looked for in the working directory when no file is named, in this order. */
  readonly fileNames: readonly string[];
  /** How to name another one, to be read after "Create one, or …". */
  readonly namedBy: string;
  /** The least a file must say, as code. */
  readonly example: string;
}

/**
 * The file to read, as an absolute path.
 *
 * @throws ConfigError when none is named and none of the kind's names is there.
 */
export function findConfigFile(kind: ConfigFileKind, file: string | undefined, cwd: string): string {
  if (file !== undefined) return resolve(cwd, file);
  const found = kind.fileNames.map((name) => resolve(cwd, name)).find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new ConfigError('The configuration', [
    {
      path: '',
      what: `was not found: there is no ${kind.fileNames.join(' or ')} in ${cwd}`,
      remedy: `Create one, or ${kind.namedBy}.`,
    },
  ]);
}

/**
 * What the file exports or holds. Code is run with the process's rights: whoever may write the file may do all it can do.
 *
 * @throws ConfigError when it cannot be read or run, or holds no object. What the file says is not repeated in the message,
 * since a syntax error likes to quote the line it is on.
 */
export async function readConfigFile(kind: ConfigFileKind, file: string): Promise<Readonly<Record<string, unknown>>> {
  const value = extname(file) === '.json' ? await readJson(file) : await runModule(file);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw refuse(file, 'exports no configuration', `Write: ${kind.example}.`);
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw refuse(file, `cannot be read (${describeCode(cause)})`, 'Check its path and mode.', cause);
  });
  const value = parseJsonObject(text);
  if (value !== undefined) return value;
  throw refuse(
    file,
    'is not a JSON object in which every member appears once',
    'Check its commas, quotes and braces; JSON has no comments.',
  );
}

async function runModule(file: string): Promise<unknown> {
  if (!existsSync(file)) throw refuse(file, 'does not exist', 'Check the path.');
  try {
    const module: unknown = await import(pathToFileURL(file).href);
    return typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  } catch (cause) {
    const line = findLine(cause, file);
    const kind = cause instanceof Error ? cause.name : 'an error';
    throw refuse(
      file,
      `could not be run: ${kind}${describeCode(cause) === 'unknown' ? '' : ` (${describeCode(cause)})`}${line}`,
      'Run it alone with node to see what it says.',
      cause,
    );
  }
}

function refuse(file: string, what: string, remedy: string, cause?: unknown): ConfigError {
  return new ConfigError(file, [{ path: '', what, remedy }], { cause });
}

function describeCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
}

function findLine(cause: unknown, file: string): string {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const at = stack.indexOf(`${pathToFileURL(file).href}:`);
  const line = at === -1 ? undefined : /^\d+/.exec(stack.slice(at + pathToFileURL(file).href.length + 1))?.[0];
  return line === undefined ? '' : ` in line ${line}`;
}
