import type { OpenSession } from './sessions.ts';

/** What a page learns of its session: who is signed in and for how long; nothing that opens anything. */
export function describeSession({ tokens, stored }: OpenSession): Readonly<Record<string, unknown>> {
  return {
    signed_in: true,
    user: tokens.identity,
    sid: tokens.sid,
    auth_time: tokens.authTimeSeconds,
    expires_at: Math.floor(stored.absoluteExpiresAtMs / 1000),
    idle_expires_at: Math.floor(stored.idleExpiresAtMs / 1000),
  };
}
