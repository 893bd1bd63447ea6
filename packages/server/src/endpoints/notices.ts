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
} as const;

export type NoticeName = keyof typeof notices;

const sentences: ReadonlyMap<string, string> = new Map(Object.entries(notices));

/** @returns undefined when none is asked for, or none of that name exists. */
export function findNotice(query: URLSearchParams): string | undefined {
  return sentences.get(query.get('notice') ?? '');
}

/** The path with the notice it shall show. */
export function withNotice(path: string, name: NoticeName): string {
  return `${path}?notice=${name}`;
}
