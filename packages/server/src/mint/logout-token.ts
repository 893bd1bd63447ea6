import { randomUUID } from 'node:crypto';
import { createJwsSigner } from '@latchkey/tokens/jws/sign';
import type { AuthorityParts } from '../authority.ts';
import type { ClientConfig } from '../config/config.ts';
import type { SessionId, UserId } from '../ids.ts';

/** The `typ` of a logout token, so that none passes for an ID token and no ID token for one. Back-Channel Logout §2.4 */
export const logoutTokenTyp = 'logout+jwt';
/** The member of `events` that makes it one. */
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

/** As the specification recommends at most: the token is sent at once, and made anew for each attempt. */
const ttlSeconds = 120;

/** Makes a logout token for a client: this session of this person is over. */
export type MintLogoutToken = (
  client: ClientConfig,
  ended: { readonly userId: UserId; readonly sessionId: SessionId },
) => string;

/**
 * Signed as the client's ID tokens are. It has no `nonce`, which the specification forbids, so that nobody takes it for
 * an ID token even without looking at `typ`.
 *
 * @see OpenID Connect Back-Channel Logout 1.0 §2.4
 */
export function createLogoutTokenMint(parts: Pick<AuthorityParts, 'config' | 'keys' | 'clock'>): MintLogoutToken {
  const { config, keys, clock } = parts;
  const signJws = createJwsSigner({ typ: logoutTokenTyp });
  return (client, { userId, sessionId }) => {
    const iat = Math.floor(clock.nowMs() / 1000);
    const claims = {
      iss: config.issuer,
      sub: userId,
      aud: client.clientId,
      iat,
      exp: iat + ttlSeconds,
      jti: randomUUID(),
      events: { [logoutEvent]: {} },
      sid: sessionId,
    };
    return signJws(claims, keys.signer('id_token', client.idTokenSignedResponseAlg));
  };
}
