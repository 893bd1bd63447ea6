/** Scopes that belong to the authority itself: OpenID Connect's, and `account` for a person's own sessions. */
export const ownScopes: readonly string[] = ['openid', 'profile', 'email', 'offline_access', 'account'];
