import { type AuthorityStore, type RecordedAuditEvent, StoreUnavailableError } from '@latchkey/server/store';
import { type RemoteEngine, startRemoteEngine } from '../sqlite-engine/remote-engine.ts';
import { fillSettings, type StoreOptions } from '../sqlite-engine/store-options.ts';
import type { IntentName } from './intent-table.ts';

export { StoreOpenError, type StoreOpenErrorCode } from '../open-error.ts';

export interface SqliteStoreOptions extends StoreOptions {
  /**
   * Path of the database; created, with its folder, for the owner alone when missing. A symbolic link is followed; a file
   * with a second name (a hard link) is refused. Beside it stand `<file>-wal` and `<file>-shm` (part of it: a copy of the
   * files of a running store is damaged, make one with SQLite's backup) and `<file>.lock`. Or `:memory:`, which forgets.
   */
  readonly file: string;
}

/**
 * Open the embedded store: one SQLite file, one server. It runs on a thread of its own; calls that arrive together share
 * one commit, and none is answered before the commit is on disk.
 *
 * It does not check that the file lies on a local disk: locks and syncs of network file systems cannot be relied on.
 *
 * @throws StoreOpenError when another server uses the file, a newer version wrote it, or it cannot be used.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<AuthorityStore> {
  const listeners = new Set<(event: RecordedAuditEvent) => void>();
  const revocationListeners = new Set<() => void>();
  const engine = await startRemoteEngine({
    module: new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url),
    Unavailable: StoreUnavailableError,
    ...fillSettings(options.file, options),
    onEvents(events) {
      for (const event of events) for (const listener of listeners) listener(event);
    },
    onRevocation() {
      for (const listener of revocationListeners) listener();
    },
  });
  return {
    ...createCalls(engine),
    onAuditEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onRevocation(listener) {
      revocationListeners.add(listener);
      return () => revocationListeners.delete(listener);
    },
    close: () => engine.close(),
  };
}

type Calls = Pick<AuthorityStore, IntentName>;

function createCalls(engine: RemoteEngine): Calls {
  const call = <Name extends IntentName>(name: Name): Calls[Name] => {
    const send = (...args: readonly unknown[]): Promise<unknown> => engine.call(name, args);
    // The engine answers an intent with what its entry in the intent table returns: the same type.
    return send as unknown as Calls[Name];
  };
  return {
    appendAuditEvent: call('appendAuditEvent'),
    changePassword: call('changePassword'),
    claimLogoutNotifications: call('claimLogoutNotifications'),
    clearAttempts: call('clearAttempts'),
    createUser: call('createUser'),
    deactivateUser: call('deactivateUser'),
    endGrant: call('endGrant'),
    endSession: call('endSession'),
    endSessions: call('endSessions'),
    findConsent: call('findConsent'),
    findForSignIn: call('findForSignIn'),
    findLiveRefreshToken: call('findLiveRefreshToken'),
    findProfile: call('findProfile'),
    findSession: call('findSession'),
    findSessionByCookie: call('findSessionByCookie'),
    hasHadGrant: call('hasHadGrant'),
    isFirstAdministratorLinkLive: call('isFirstAdministratorLinkLive'),
    isRevoked: call('isRevoked'),
    listAuditEvents: call('listAuditEvents'),
    listSessions: call('listSessions'),
    offerFirstAdministrator: call('offerFirstAdministrator'),
    readRevocationLog: call('readRevocationLog'),
    reconcileConfiguration: call('reconcileConfiguration'),
    recordConsent: call('recordConsent'),
    redeemCode: call('redeemCode'),
    redeemFirstAdministratorLink: call('redeemFirstAdministratorLink'),
    reserveAttempt: call('reserveAttempt'),
    revokeAccessToken: call('revokeAccessToken'),
    rotateRefreshToken: call('rotateRefreshToken'),
    saveAuthorizationCode: call('saveAuthorizationCode'),
    settleLogoutNotification: call('settleLogoutNotification'),
    startSession: call('startSession'),
    upgradePasswordHash: call('upgradePasswordHash'),
    vouchForClient: call('vouchForClient'),
  };
}
