export type { FeedEvent, FeedOptions } from './feed-options.ts';
export { judgeFreshness } from './judge-freshness.ts';
export { openFeed, type RevocationFeed } from './open-feed.ts';
