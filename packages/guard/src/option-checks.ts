import { GuardError } from './guard-error.ts';

/** Refuse an option: `message` goes on after its name and says what it must be. */
export function checkOption(holds: boolean, name: string, message: string): asserts holds {
  if (!holds) throw new GuardError('invalid_option', `${name} ${message}`);
}

/** Refuse names that do not exist: a misspelt demand would demand nothing. */
export function refuseUnknownOptions(owner: string, options: object, known: readonly string[]): void {
  const stranger = Object.keys(options).find((name) => !known.includes(name));
  if (stranger === undefined) return;
  throw new GuardError('invalid_option', `${stranger} is no option of ${owner}; there are ${known.join(', ')}`);
}

export function isCountWithin(value: unknown, least: number, most: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
}
