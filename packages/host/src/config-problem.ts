/** One thing wrong with a configuration. Neither text ever holds a secret, nor any value that could be one. */
export interface ConfigProblem {
  /** Where, as one would write it in the file: `clients[1].redirectUris[0]`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong, to be read after the path: `must be …`, `names …`. */
  readonly what: string;
  /** What to do about it: one sentence. */
  readonly remedy: string;
}

/** The configuration cannot be used. The message lists every problem, one a line, and may be shown as it is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(source: string, problems: readonly ConfigProblem[], options: { cause?: unknown } = {}) {
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
    super([`${source} has ${count}:`, ...problems.map(formatProblem)].join('\n'), options);
    this.problems = problems;
  }
}

function formatProblem({ path, what, remedy }: ConfigProblem): string {
  return `  - ${path === '' ? 'it' : path} ${what}. ${remedy}`;
}

/** `['clients', 1, 'name']` → `clients[1].name`; a property that is no plain name is quoted: `scopes["a:b"]`. */
export function formatPath(segments: readonly PropertyKey[]): string {
  let path = '';
  for (const segment of segments) {
    if (typeof segment === 'number') path += `[${segment}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(String(segment))) path += path === '' ? String(segment) : `.${String(segment)}`;
    else path += `[${JSON.stringify(String(segment))}]`;
  }
  return path;
}
