export type { Authority, AuthorityParts } from './authority.ts';
export { createAuthority } from './create-authority.ts';
export { type LoggedCause, listCauses } from './error-causes.ts';
export { offerFirstAdministrator } from './first-administrator/offer.ts';
export type { Connection } from './http/exchange.ts';
export type { Log, LogFields } from './log.ts';
export { ownApiTokenTtlSeconds } from './mint/lifetime.ts';
