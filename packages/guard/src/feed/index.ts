export type {
  FeedDisconnection,
  FeedEvent,
  FeedOptions,
  FeedRefusal,
} from './feed-options.ts';
export { type FreshnessJudgement, judgeFreshness } from './judge-freshness.ts';
export { openFeed, type RevocationFeed } from './open-feed.ts';
