import { type BffSessionStore, BffStoreUnavailableError, type SessionDigest } from '../../../src/session/store.ts';

/** Sessions by digest, of which the proxy asks one thing only: which are live. */
export interface TestStore {
  /** What the proxy sees of it. */
  readonly store: BffSessionStore;
  readonly live: Set<SessionDigest>;
  /** How often it was asked, and about how many sessions the last time. */
  readonly asked: { times: number; sessions: number };
  /** `refuses`: every question is rejected. `hangs`: none is answered. */
  state: 'answers' | 'refuses' | 'hangs';
}

export function createTestStore(): TestStore {
  const self: TestStore = {
    live: new Set(),
    asked: { times: 0, sessions: 0 },
    state: 'answers',
    store: {
      async filterLive(digests: readonly SessionDigest[]) {
        self.asked.times += 1;
        self.asked.sessions = digests.length;
        if (self.state === 'refuses') throw new BffStoreUnavailableError('The test says so');
        if (self.state === 'hangs') await new Promise(() => {});
        return new Set(digests.filter((digest) => self.live.has(digest)));
      },
    } as Partial<BffSessionStore> as BffSessionStore,
  };
  return self;
}
