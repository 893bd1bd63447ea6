import type { AuditContext } from '../audit/event.ts';
import type { AuthorityParts } from '../authority.ts';
import type { UserId } from '../ids.ts';
import type { HasherBusy, PasswordHasher } from '../sign-in/password-hasher.ts';
import { type AccountForm, type AccountProblem, parseAccountForm } from '../users/new-account.ts';
import { firstPasswordVersion } from '../users/store.ts';
import { administratorRole, parseLinkToken } from './offer.ts';

export type RedemptionResult =
  | { readonly status: 'created'; readonly userId: UserId; readonly passwordVersion: number }
  | { readonly status: 'invalid'; readonly problems: readonly AccountProblem[] }
  /** Wrong, expired, or used already. */
  | { readonly status: 'link_dead' }
  | HasherBusy;

export interface FirstAdministratorLinks {
  /** Whether a link could still be used, without using it. */
  isLive(token: string): Promise<boolean>;
  /** Use the link and create the administrator, both or neither. */
  redeem(token: string, form: AccountForm, context: AuditContext): Promise<RedemptionResult>;
}

/** The other half of {@link offerFirstAdministrator}: a dead link costs no hash. */
export function createFirstAdministratorLinks(parts: {
  readonly store: AuthorityParts['store'];
  readonly hasher: PasswordHasher;
}): FirstAdministratorLinks {
  const { store, hasher } = parts;
  return {
    async isLive(token) {
      const linkHash = parseLinkToken(token);
      return linkHash !== undefined && (await store.isFirstAdministratorLinkLive(linkHash));
    },

    async redeem(token, form, context) {
      const linkHash = parseLinkToken(token);
      if (linkHash === undefined || !(await store.isFirstAdministratorLinkLive(linkHash))) {
        return { status: 'link_dead' };
      }
      const parsed = parseAccountForm(form);
      if (!parsed.ok) return { status: 'invalid', problems: parsed.problems };
      const { user, password } = parsed.account;
      // Whoever holds a live link is not a stranger: the operator must not be kept out by a flood of guesses.
      const hashed = await hasher.hash('known', password);
      if (hashed.status === 'busy') return hashed;
      const redeemed = await store.redeemFirstAdministratorLink(
        { linkHash, user: { ...user, roles: [administratorRole], passwordHash: hashed.hash } },
        context,
      );
      if (redeemed === 'created') {
        return { status: 'created', userId: user.userId, passwordVersion: firstPasswordVersion };
      }
      if (redeemed === 'link_dead') return { status: 'link_dead' };
      // No secret to keep here: this person is about to rule over all accounts.
      const message = 'Somebody has this user name or e-mail address already. Choose another one.';
      return { status: 'invalid', problems: [{ field: 'username', message }] };
    },
  };
}
