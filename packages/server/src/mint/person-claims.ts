import type { UserProfile } from '../users/store.ts';

/** The claims each scope opens, OpenID Connect Core §5.4, as far as the authority knows them. */
export const claimsByScope: Readonly<Record<'profile' | 'email', readonly string[]>> = {
  profile: ['name', 'preferred_username', 'updated_at'],
  email: ['email', 'email_verified'],
};

/** Claims about a person. What is not known is left out, never null. */
export type PersonClaims = Readonly<Record<string, string | number | boolean>>;

/** What the granted scopes let a client know about a person, in ID tokens and at userinfo alike. */
export function collectPersonClaims(user: UserProfile, scopes: readonly string[]): PersonClaims {
  const claims: Record<string, string | number | boolean> = {};
  if (scopes.includes('profile')) {
    if (user.name !== undefined) claims['name'] = user.name;
    claims['preferred_username'] = user.username;
    claims['updated_at'] = Math.floor(user.updatedAtMs / 1000);
  }
  if (scopes.includes('email') && user.email !== undefined) {
    claims['email'] = user.email;
    claims['email_verified'] = user.emailVerified;
  }
  return claims;
}
