import { GuardError } from './guard-error.ts';
import { isSafeUrl } from './safe-url.ts';

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

/** Refuse an `issuer` that keys may not be fetched from, or that no metadata could name (RFC 8414 §2). */
export function checkIssuer(issuer: unknown): void {
  checkOption(
    typeof issuer === 'string' && isSafeUrl(issuer) && !issuer.includes('?'),
    'issuer',
    'must be the https URL of the authorization server, without query and fragment; http is accepted for localhost only',
  );
}

export function isCountWithin(value: unknown, least: number, most: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
}
