import type { AuthorityParts } from '../../authority.ts';
import type { ClientConfig } from '../../config/config.ts';
import { postForm } from '../../http/outbound-post.ts';
import { createLogoutTokenMint } from '../../mint/logout-token.ts';
import type { LogoutNotification } from './store.ts';

/** What came of one attempt. */
export interface LogoutDelivery {
  /** `refused`: the client says that it will never take it. `failed`: it did not say that it took it. */
  readonly outcome: 'delivered' | 'refused' | 'failed';
  /** Of its answer, if it gave one. */
  readonly status: number | undefined;
  /** Why there was none: a code. */
  readonly cause: string | undefined;
}

export type DeliverLogout = (
  notification: LogoutNotification,
  client: ClientConfig,
  backchannelLogoutUri: string,
) => Promise<LogoutDelivery>;

/** An attempt takes no longer than this. */
export const deliveryTimeoutMs = 5_000;

/**
 * One attempt to tell one client. Only 200 and 204 say that it logged the person out (some frameworks turn an empty 200
 * into 204), and only 400 that it refuses; anything else, a redirect too, counts as not having heard.
 *
 * @see OpenID Connect Back-Channel Logout 1.0 §2.5 and §2.8
 */
export function createLogoutDelivery(parts: Pick<AuthorityParts, 'config' | 'keys' | 'clock'>): DeliverLogout {
  const mintLogoutToken = createLogoutTokenMint(parts);
  return async (notification, client, backchannelLogoutUri) => {
    const answer = await postForm({
      url: new URL(backchannelLogoutUri),
      form: new URLSearchParams({ logout_token: mintLogoutToken(client, notification) }),
      timeoutMs: deliveryTimeoutMs,
    });
    if (!answer.answered) return { outcome: 'failed', status: undefined, cause: answer.cause };
    return { outcome: judgeStatus(answer.status), status: answer.status, cause: undefined };
  };
}

function judgeStatus(status: number): LogoutDelivery['outcome'] {
  if (status === 200 || status === 204) return 'delivered';
  return status === 400 ? 'refused' : 'failed';
}
