import { listCauses } from '@latchkey/host/error-causes';
import { createOwnContext } from '../../audit/event.ts';
import type { AuthorityParts } from '../../authority.ts';
import { createClientRegistry } from '../../clients/registry.ts';
import type { ClientId } from '../../ids.ts';
import { createLogoutDelivery, deliveryTimeoutMs, type LogoutDelivery } from './delivery.ts';
import { chooseRetryDelayMs } from './retry-delay.ts';
import type { LogoutNotification, LogoutNotificationOutcome } from './store.ts';

/** Tells clients that sessions are over, for as long as it runs. */
export interface LogoutNotifier {
  /** Take nothing more, finish what is being sent. What is not delivered yet waits for the next start. Idempotent. */
  stop(): Promise<void>;
}

export interface LogoutNotifierTiming {
  /** How often the store is asked for retries, and for what a process that crashed left behind. Default 2,000. */
  readonly pollIntervalMs?: number | undefined;
}

/** Attempts at a time. */
export const maxInFlight = 32;
/** Longer than an attempt with all that is around it; after a crash its notifications wait for that long. */
const leaseMs = 4 * deliveryTimeoutMs;

/**
 * Begin to deliver the notifications the store holds: at once when something was revoked, and by polling. Two of these
 * over one store do no harm; each notification is one's at a time.
 *
 * While a client does not take what it is sent, one attempt at a time goes to it and its other notifications are put
 * off, so that an application that is down holds up nobody else's.
 *
 * A failure of the store is logged and waited out; nothing is lost by it.
 */
export function startLogoutNotifier(
  parts: Pick<AuthorityParts, 'config' | 'store' | 'keys' | 'clock' | 'log'>,
  timing: LogoutNotifierTiming = {},
): LogoutNotifier {
  const { config, store, log } = parts;
  const { pollIntervalMs = 2_000 } = timing;
  const clients = createClientRegistry(config);
  const deliver = createLogoutDelivery(parts);
  const inFlight = new Set<Promise<void>>();
  const failingClients = new Set<ClientId>();
  const probedClients = new Set<ClientId>();
  let isStopped = false;
  let isStoreFailing = false;
  let isDue = false;
  let isClaiming = false;
  let claiming: Promise<void> | undefined;

  function wake(): void {
    isDue = true;
    if (!isClaiming) claiming = claimWhatIsDue();
  }

  async function claimWhatIsDue(): Promise<void> {
    isClaiming = true;
    while (isDue && !isStopped && inFlight.size < maxInFlight) {
      isDue = false;
      const limit = maxInFlight - inFlight.size;
      const claimed = await claim(limit);
      for (const notification of claimed) begin(notification);
      // There may be more: whoever ends first asks again.
      if (claimed.length === limit) isDue = true;
    }
    isClaiming = false;
  }

  async function claim(limit: number): Promise<readonly LogoutNotification[]> {
    try {
      const claimed = await store.claimLogoutNotifications({ limit, leaseMs }, createOwnContext());
      if (isStoreFailing) log.info({}, 'logout notifications can be read again');
      isStoreFailing = false;
      return claimed;
    } catch (error) {
      if (!isStoreFailing) log.error({ causes: listCauses(error) }, 'logout notifications could not be read');
      isStoreFailing = true;
      return [];
    }
  }

  function begin(notification: LogoutNotification): void {
    const attempt = settle(notification).finally(() => {
      inFlight.delete(attempt);
      if (isDue) wake();
    });
    inFlight.add(attempt);
  }

  async function settle(notification: LogoutNotification): Promise<void> {
    const { notificationId, clientId, attempt } = notification;
    try {
      const { outcome, delivery } = await attemptDelivery(notification);
      await store.settleLogoutNotification(notificationId, outcome, createOwnContext());
      // Only now: what is logged is recorded.
      if (delivery === undefined) return;
      log[delivery.outcome === 'delivered' ? 'info' : 'warn'](
        { clientId, attempt, ...delivery },
        'logout notification',
      );
    } catch (error) {
      // Its lease ends, and it is tried again.
      log.error({ clientId, causes: listCauses(error) }, 'a logout notification could not be dealt with');
    }
  }

  /** `delivery` is undefined when nothing was sent. */
  async function attemptDelivery(
    notification: LogoutNotification,
  ): Promise<{ readonly outcome: LogoutNotificationOutcome; readonly delivery?: LogoutDelivery }> {
    const { clientId, attempt } = notification;
    const client = clients.find(clientId);
    if (client?.backchannelLogoutUri === undefined) return { outcome: 'abandoned' };
    const retry = { retryInMs: chooseRetryDelayMs(attempt) };
    const isProbe = failingClients.has(clientId);
    if (isProbe) {
      if (probedClients.has(clientId)) return { outcome: retry };
      probedClients.add(clientId);
    }
    try {
      const delivery = await deliver(notification, client, client.backchannelLogoutUri);
      if (delivery.outcome === 'failed') failingClients.add(clientId);
      else failingClients.delete(clientId);
      return { outcome: chooseOutcome(delivery, retry), delivery };
    } finally {
      if (isProbe) probedClients.delete(clientId);
    }
  }

  const poll = setInterval(wake, pollIntervalMs).unref();
  // Without such clients there are at most leftovers of an earlier configuration, which may wait.
  const isAwaited = config.clients.some((client) => client.backchannelLogoutUri !== undefined);
  const stopListening = isAwaited ? store.onRevocation(wake) : undefined;
  wake();
  return {
    async stop() {
      isStopped = true;
      clearInterval(poll);
      stopListening?.();
      await claiming;
      await Promise.all(inFlight);
    },
  };
}

function chooseOutcome(delivery: LogoutDelivery, retry: LogoutNotificationOutcome): LogoutNotificationOutcome {
  if (delivery.outcome === 'failed') return retry;
  return delivery.outcome === 'delivered' ? 'delivered' : 'abandoned';
}
