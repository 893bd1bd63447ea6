export type { Authority, AuthorityParts } from './authority.ts';
export { createAuthority } from './create-authority.ts';
export { offerFirstAdministrator } from './first-administrator/offer.ts';
export type { Connection } from './http/exchange.ts';
export type { Log, LogFields } from './log.ts';
export { ownApiTokenTtlSeconds } from './mint/lifetime.ts';
export { type LogoutNotifier, startLogoutNotifier } from './sessions/logout-notifications/notifier.ts';
export { deviceCookieTtlSeconds } from './sign-in/device-cookie.ts';
