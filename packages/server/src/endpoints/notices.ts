import { administratorRole } from '../first-administrator/offer.ts';

/**
 * What a page may be asked, by `?notice=`, to say after a redirect. Only these sentences: the address chooses among them
 * and adds nothing.
 */
const notices = {
  'signed-up':
    'If the user name and e-mail were free, your account is ready: sign in now. If that does not work, choose another user name.',
  'signed-out': 'You are signed out.',
  ended: 'That session has ended.',
  'ended-others': 'All other sessions have ended.',
  'password-changed': 'Your password is changed. You were signed out everywhere else.',
  'first-administrator':
    'You are the first administrator, and signed in. From now on you sign in with this user name and password. This page is your account: here you change the password and end sessions. There is no console for administrators yet: applications, APIs and roles are declared in the configuration file, as docs/quick-start.md and docs/configuration.md describe, which came with this program.',
} as const;

export type NoticeName = keyof typeof notices;

const sentences: ReadonlyMap<string, string> = new Map(Object.entries(notices));

/**
 * @param roles - of who sees it: one sentence is for an administrator alone, whoever made the address.
 * @returns undefined when none is asked for, or none of that name exists.
 */
export function findNotice(query: URLSearchParams, roles: readonly string[] = []): string | undefined {
  if (asksForNotice(query, 'first-administrator') && !roles.includes(administratorRole)) return undefined;
  return sentences.get(query.get('notice') ?? '');
}

/** Whether it is this one that is asked for. */
export function asksForNotice(query: URLSearchParams, name: NoticeName): boolean {
  return query.get('notice') === name;
}

/** The path with the notice it shall show. */
export function withNotice(path: string, name: NoticeName): string {
  return `${path}?notice=${name}`;
}
