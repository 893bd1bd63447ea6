import { BffError } from './bff-error.ts';

// `@latchkey/guard` has the first three too, with an error of its own. It is installed in other people's APIs and depends on
// `@latchkey/tokens` alone, which knows of no options; these few lines are no reason to change either.

/** Refuse an option: `message` goes on after its name and says what it must be. */
export function checkOption(holds: boolean, name: string, message: string): asserts holds {
  if (!holds) throw new BffError('invalid_option', `${name} ${message}`);
}

/** Refuse names that do not exist: a misspelt restriction would restrict nothing. */
export function refuseUnknownOptions(owner: string, options: object, known: readonly string[]): void {
  const stranger = Object.keys(options).find((name) => !known.includes(name));
  if (stranger === undefined) return;
  throw new BffError('invalid_option', `${stranger} is no option of ${owner}; there are ${known.join(', ')}`);
}

export function isCountWithin(value: unknown, least: number, most: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
}

/** Whether a value lists each of its items once, and every item passes. */
export function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is readonly Item[] {
  return Array.isArray(value) && value.every(isItem) && new Set(value).size === value.length;
}

/**
 * Whether a text is a path as it is written in a configuration: one or more segments of unreserved characters, none of
 * them `.` or `..`, without a slash at its end. There is one spelling of such a path, so comparing texts compares paths.
 */
export function isDeclaredPath(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^(?:\/[A-Za-z0-9._~-]+)+$/.test(value) &&
    !value.split('/').some((segment) => segment === '.' || segment === '..')
  );
}
