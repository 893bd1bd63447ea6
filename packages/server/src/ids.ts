/**
 * Branded identifiers: strings that must not be mixed up. Each is random and safe to show to its own user; none is a
 * credential.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The `sub` of a person: never reassigned, not even after deletion. */
export type UserId = Branded<'UserId'>;
/** The `sid` of one sign-in on one device. It is not the secret in that browser's cookie. */
export type SessionId = Branded<'SessionId'>;
/** The random public name of a grant: the first half of the `jti` of each access token issued under it. */
export type GrantId = Branded<'GrantId'>;
/** The `client_id` of an application. */
export type ClientId = Branded<'ClientId'>;
