import type { FeedEvent } from './feed/index.ts';

/** Make a listener that tells the operator what he must mend, once until something else happens. */
export function createFeedReporter(issuer: string, onWarning: (message: string) => void): (event: FeedEvent) => void {
  let last: { readonly event: FeedEvent; readonly message: string | undefined } | undefined;
  return (event) => {
    if (last?.event.event === 'refused' && isSequel(event)) return;
    const message = describeFeedEvent(issuer, event);
    if (message !== undefined && message !== last?.message) onWarning(message);
    last = { event, message };
  };
}

/** What is not believed is left and connected to again, several times a second at worst: nothing else has happened. */
function isSequel(event: FeedEvent): boolean {
  return event.event === 'connected' || (event.event === 'disconnected' && event.reason === 'refused');
}

/** Undefined for what mends itself. */
function describeFeedEvent(issuer: string, event: FeedEvent): string | undefined {
  switch (event.event) {
    case 'no_feed':
      return `${issuer} has no revocation feed: every route goes by its stale policy. Leave out credentials if it is no Latchkey authority.`;
    case 'log_set_back':
      return `The revocation log of ${issuer} went back from ${event.fromSeq} to ${event.toSeq}, as after a restored backup. What was known stays known.`;
    case 'disconnected':
      if (event.status !== 401 && event.status !== 403) return undefined;
      return `The revocation feed of ${issuer} refuses the guard with ${event.status}: check clientId and clientSecret of its credentials.`;
    case 'refused':
      return `A message of the revocation feed of ${issuer} was not believed: ${event.reason}.`;
    case 'connected':
      return undefined;
  }
}
