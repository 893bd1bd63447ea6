import { type BffSessionStore, BffStoreUnavailableError, type SessionDigest } from '@latchkey/bff/store';
import { startRemoteEngine } from '../sqlite-engine/remote-engine.ts';
import { fillSettings, type StoreOptions } from '../sqlite-engine/store-options.ts';
import type { SessionIntentName, SessionIntentTable } from './intent-table.ts';

export { StoreOpenError, type StoreOpenErrorCode } from '../open-error.ts';

export interface SqliteBffStoreOptions extends StoreOptions {
  /**
   * Path of the database; created, with its folder, for the owner alone when missing. A symbolic link is followed; a file
   * with a second name (a hard link) is refused. Beside it stand `<file>-wal` and `<file>-shm` (part of it: a copy of the
   * files of a running store is damaged, make one with SQLite's backup). Or `:memory:`, which forgets and is nobody else's.
   */
  readonly file: string;
}

/**
 * Open the embedded store of the browser proxy: one SQLite file, which any number of processes of one machine may have
 * open at a time. It runs on a thread of its own; calls that arrive together share one commit, and none is answered
 * before the commit is on disk.
 *
 * It does not check that the file lies on a local disk: locks and syncs of network file systems cannot be relied on.
 *
 * @throws StoreOpenError when a newer version wrote the file, it belongs to something else, or it cannot be used.
 */
export async function openSqliteBffStore(options: SqliteBffStoreOptions): Promise<BffSessionStore> {
  const engine = await startRemoteEngine({
    ...fillSettings(options.file, options),
    module: new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url),
    Unavailable: BffStoreUnavailableError,
    onEvents: () => {},
    onRevocation: () => {},
  });
  const call = <Name extends SessionIntentName>(name: Name): Calls[Name] => {
    const send = (...args: readonly unknown[]): Promise<unknown> => engine.call(name, args);
    // The engine answers an intent with what its entry in the intent table returns: the same type.
    return send as unknown as Calls[Name];
  };
  const lookAtSession = call('lookAtSession');
  const useSession = call('useSession');
  return {
    beginSession: call('beginSession'),
    async findSession(sessionDigest: SessionDigest, { touch = true } = {}) {
      const seen = await lookAtSession(sessionDigest);
      return seen?.useIsDue === true && touch ? await useSession(sessionDigest) : seen?.session;
    },
    claimRefresh: call('claimRefresh'),
    replaceTokens: call('replaceTokens'),
    releaseRefresh: call('releaseRefresh'),
    endSession: call('endSession'),
    endSessionsOf: call('endSessionsOf'),
    filterLive: call('filterLive'),
    rememberLogoutToken: call('rememberLogoutToken'),
    close: () => engine.close(),
  };
}

type Calls = {
  readonly [Name in SessionIntentName]: SessionIntentTable[Name] extends (
    transaction: never,
    ...args: infer Args
  ) => infer Answer
    ? (...args: Args) => Promise<Answer>
    : never;
};
