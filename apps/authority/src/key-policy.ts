import type { KeyPolicy } from '@latchkey/keys';
import { deviceCookieTtlSeconds, ownApiTokenTtlSeconds } from '@latchkey/server';
import type { AuthorityConfig } from '@latchkey/server/config';

/** What verifiers' clocks may be off, and a little more. */
const leewayMs = 60_000;

/** How keys come and go, from the lifetimes of what is made with them. */
export function createKeyPolicy({ lifetimes, apis, clients }: AuthorityConfig): KeyPolicy {
  const accessTokenTtls = apis.map(({ accessTokenTtlSeconds }) => accessTokenTtlSeconds);
  const refreshIdleTtls = clients.map(({ refreshIdleTtlSeconds }) => refreshIdleTtlSeconds);
  // An ID token comes back as `id_token_hint` long after it expired, in the session it was made in; remembered ones last longest.
  const idTokenSeconds = Math.max(lifetimes.idTokenSeconds, lifetimes.rememberedSessionAbsoluteSeconds);
  return {
    jwksTtlMs: lifetimes.jwksSeconds * 1000,
    signingKeyTtlMs: lifetimes.signingKeySeconds * 1000,
    retainMs: {
      access_token: Math.max(ownApiTokenTtlSeconds, ...accessTokenTtls) * 1000 + leewayMs,
      id_token: idTokenSeconds * 1000 + leewayMs,
      feed: leewayMs,
      refresh_token: Math.max(0, ...refreshIdleTtls) * 1000 + leewayMs,
      browser: Math.max(deviceCookieTtlSeconds, lifetimes.interactionSeconds) * 1000,
    },
  };
}
