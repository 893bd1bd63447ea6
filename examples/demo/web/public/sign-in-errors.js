/**
 * Why a sign-in did not succeed, by the code that the proxy puts into the address.
 *
 * @type {Readonly<Record<string, { title: string, advice: string }>>}
 */
const signInErrors = {
  access_denied: {
    title: 'You were not signed in, because it was not allowed.',
    advice: 'Nothing was changed. Press Sign in to try again.',
  },
  expired: {
    title: 'That sign-in took too long, or was begun in another window.',
    advice: 'Press Sign in to begin a new one.',
  },
  unavailable: {
    title: 'The authority cannot be reached at the moment.',
    advice: 'See whether npm start still runs, then press Sign in again.',
  },
};

const failed = {
  title: 'The sign-in did not pass every check, so it was refused.',
  advice: 'Press Sign in to try again. If it happens again, the proxy’s log names the cause.',
};

/**
 * @param {string} query - `location.search`
 * @returns {{ title: string, advice: string } | undefined} undefined: nothing went wrong
 */
export function explainSignInError(query) {
  const code = new URLSearchParams(query).get('sign_in_error');
  if (code === null) return undefined;
  return (Object.hasOwn(signInErrors, code) ? signInErrors[code] : undefined) ?? failed;
}
