import * as oauth from 'oauth4webapi';
import type { BffSettings } from '../options.ts';
import { type Challenge, createChallenge } from './challenge.ts';
import { type CodeGrant, createCodeGrant } from './code-grant.ts';
import { createConnection } from './connection.ts';
import { createFrontChannel, type FrontChannel } from './front-channel.ts';
import { createRefresh, type Refresh } from './refresh.ts';

/** The authority, as its client sees it. Nothing here rejects but `readMetadata`. */
export interface Authority extends FrontChannel, CodeGrant {
  readonly refresh: Refresh;
  readonly challenge: Challenge;
  /** Give a refresh token back; a failure is logged and changes nothing. @see RFC 7009 §2 */
  revoke(refreshToken: string): Promise<void>;
  readMetadata(): Promise<unknown>;
}

export interface AuthorityParts {
  readonly settings: BffSettings;
  /** How requests are sent. */
  readonly fetch: typeof globalThis.fetch;
  /** The clock that expiries of access tokens are kept by. */
  readonly nowMs: () => number;
}

export function createAuthority({ settings, fetch, nowMs }: AuthorityParts): Authority {
  const connection = createConnection(settings, fetch);
  return {
    ...createFrontChannel(connection, settings),
    ...createCodeGrant(connection),
    refresh: createRefresh(connection, nowMs),
    challenge: createChallenge(connection),
    async revoke(refreshToken) {
      await connection.attempt('revocation', async ({ server, client, authentication, options }) => {
        // RFC 7009 is optional; without it the grant ends by itself.
        if (server.revocation_endpoint === undefined) return;
        const additionalParameters = { token_type_hint: 'refresh_token' };
        const answer = await oauth.revocationRequest(server, client, authentication, refreshToken, {
          ...options,
          additionalParameters,
        });
        await oauth.processRevocationResponse(answer);
      });
    },
    readMetadata: () => connection.readMetadata(),
  };
}
