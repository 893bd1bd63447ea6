import { foldName, normalisePassword } from './normalise.ts';

const minCharacters = 8;
const maxCharacters = 256;

/**
 * Judge a new password: 8 to 256 characters (code points, after NFC), well-formed Unicode, and not the person's own
 * user name, e-mail address or name, whatever the case.
 *
 * Does not check yet whether the password is known from breaches or easy to guess (requirement L8); and never asks
 * for particular kinds of characters, which makes passwords no better (NIST SP 800-63B §3.1.1.2).
 *
 * @param own - what the person is called.
 * @returns one sentence that says what to change, or undefined for a password that may be used.
 */
export function findPasswordProblem(password: string, own: readonly (string | undefined)[]): string | undefined {
  const normalised = normalisePassword(password);
  const characters = Array.from(normalised).length;
  if (characters === 0) return 'Enter a password.';
  if (characters < minCharacters) return `The password is too short. Use at least ${minCharacters} characters.`;
  if (characters > maxCharacters) return `The password is too long. Use at most ${maxCharacters} characters.`;
  // Halves of surrogate pairs all become U+FFFD in UTF-8: different passwords would be one.
  if (!normalised.isWellFormed()) return 'The password has a broken character. Type it again by hand.';
  const folded = foldName(password);
  if (own.some((name) => name !== undefined && foldName(name) === folded)) {
    return 'The password cannot be your own name or e-mail address. Choose another one.';
  }
  return undefined;
}
