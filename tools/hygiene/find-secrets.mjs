import { encodeSecret } from './encodings.mjs';

/** Every form of every secret is looked up by its first characters; no recorded secret is shorter. */
const prefixLength = 6;

/** @typedef {{ index: number, form: string }} Hit - which of the secrets, and how it is written; never the secret */

/**
 * Make a search for many secrets in all their forms. It goes through a text once, however many there are.
 *
 * @param {readonly string[]} secrets
 * @returns {(text: string) => readonly Hit[]} each secret and form once
 */
export function createSecretSearch(secrets) {
  /** @type {Map<string, (Hit & { needle: string })[]>} */
  const byPrefix = new Map();
  for (const [index, secret] of secrets.entries()) {
    for (const [form, needle] of encodeSecret(secret)) {
      const prefix = needle.slice(0, prefixLength);
      byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), { index, form, needle }]);
    }
  }
  return (text) => {
    /** @type {Map<string, Hit>} */
    const hits = new Map();
    for (let at = 0; at + prefixLength <= text.length; at += 1) {
      for (const { index, form, needle } of byPrefix.get(text.slice(at, at + prefixLength)) ?? []) {
        if (text.startsWith(needle, at)) hits.set(`${index} ${form}`, { index, form });
      }
    }
    return [...hits.values()];
  };
}
