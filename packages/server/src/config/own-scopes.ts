/** Scopes that belong to the authority itself: OpenID Connect's, and `account` for a person's own sessions. */
export const ownScopes = ['openid', 'profile', 'email', 'offline_access', 'account'] as const;

export type OwnScope = (typeof ownScopes)[number];

export function isOwnScope(scope: string): scope is OwnScope {
  return ownScopes.some((own) => own === scope);
}
