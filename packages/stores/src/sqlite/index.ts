import type { AuthorityStore, RecordedAuditEvent, SharedOffset } from '@latchkey/server/store';
import type { IntentName } from './engine/intent.ts';
import { type RemoteEngine, startRemoteEngine } from './engine/remote-engine.ts';

export { StoreOpenError, type StoreOpenErrorCode } from '../open-error.ts';

export interface SqliteStoreOptions {
  /**
   * Path of the database; created, with its folder, for the owner alone when missing. Beside it stand `<file>-wal` and
   * `<file>-shm` (part of it: never copy the file without them) and `<file>.lock`. Or `:memory:`, which forgets.
   */
  readonly file: string;
  /** Shifts the store's clock; for tests. Default: none. */
  readonly clockOffset?: SharedOffset | undefined;
  /** Calls that share a commit at most, from 1. Default 256. */
  readonly batchSize?: number | undefined;
  /** Calls that may wait at a time, from 1; more are refused as unavailable. Default 10,000. */
  readonly maxPendingCalls?: number | undefined;
  /** Milliseconds between two steps of upkeep (beat, pruning), from 1. Default 5,000. */
  readonly maintenanceIntervalMs?: number | undefined;
  /** Rows of each kind that one step prunes at most, from 1. Default 500. */
  readonly pruneRows?: number | undefined;
  /** Told when a step of upkeep failed (a full disk, say); the next is tried all the same. Default: a process warning. */
  readonly onUpkeepFailure?: ((error: Error) => void) | undefined;
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
    file: options.file,
    clockOffset: options.clockOffset,
    batchSize: options.batchSize ?? 256,
    maxPendingCalls: options.maxPendingCalls ?? 10_000,
    maintenanceIntervalMs: options.maintenanceIntervalMs ?? 5_000,
    pruneRows: options.pruneRows ?? 500,
    onUpkeepFailure: options.onUpkeepFailure ?? ((error) => process.emitWarning(error)),
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
    startSession: call('startSession'),
    upgradePasswordHash: call('upgradePasswordHash'),
    vouchForClient: call('vouchForClient'),
  };
}
