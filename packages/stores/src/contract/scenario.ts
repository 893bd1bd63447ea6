import type { AuditContext, AuthorityStore, ClientId, DeclaredItem, RecordedAuditEvent } from '@latchkey/server/store';
import type { OpenedStore, OpenStore } from './opened-store.ts';

export const minuteMs: number = 60_000;
export const hourMs: number = 60 * minuteMs;
export const dayMs: number = 24 * hourMs;
export const overlapMs = 30_000;
export const accessTokenTtlMs: number = 5 * minuteMs;
export const api = 'https://api.example.com';
export const otherApi = 'https://other.example.com';
export const app = 'app' as ClientId;
export const otherApp = 'other-app' as ClientId;

export const here: AuditContext = { requestId: 'request-1', address: '192.0.2.1', userAgent: 'Device A' };
export const elsewhere: AuditContext = { requestId: 'request-2', address: '198.51.100.2', userAgent: 'Device B' };

/** A store on which the clients `app` and `other-app` are declared. */
export interface Scenario {
  /** The store as it is open now. */
  store: AuthorityStore;
  /** What the listeners of the trail heard, since the scenario began. */
  readonly events: RecordedAuditEvent[];
  /** How often the listeners of the revocation log were called, since the scenario began. */
  countRevocations(): number;
  advance(byMs: number): void;
  reopen(downtimeMs: number): Promise<void>;
  measureBytes(): Promise<number>;
}

/** Run a test on a store of its own. */
export async function withStore(open: OpenStore, run: (scenario: Scenario) => Promise<void>): Promise<void> {
  const opened = await open();
  try {
    await run(await beginScenario(opened));
  } finally {
    await opened.close();
  }
}

async function beginScenario(opened: OpenedStore): Promise<Scenario> {
  const events: RecordedAuditEvent[] = [];
  let revocations = 0;
  const listen = (store: AuthorityStore): AuthorityStore => {
    store.onAuditEvent((event) => events.push(event));
    store.onRevocation(() => {
      revocations += 1;
    });
    return store;
  };
  const scenario: Scenario = {
    store: listen(opened.store),
    events,
    countRevocations: () => revocations,
    advance: (byMs) => void Atomics.add(opened.clockOffset, 0, BigInt(byMs)),
    async reopen(downtimeMs) {
      scenario.store = listen(await opened.reopen(downtimeMs));
    },
    measureBytes: () => opened.measureBytes(),
  };
  await declareClients(scenario.store, [app, otherApp]);
  events.length = 0;
  revocations = 0;
  return scenario;
}

/** @param capMs - the longest access token that is said to be issued. */
export function declareClients(
  store: AuthorityStore,
  clientIds: readonly ClientId[],
  capMs: number = hourMs,
): Promise<readonly object[]> {
  return store.reconcileConfiguration(clientIds.map(declareClient), capMs, here);
}

export function declareClient(id: ClientId): DeclaredItem {
  return { kind: 'client', id, properties: { name: `"${id}"` } };
}

/** One that is told when a session ends. */
export function declareToldClient(id: ClientId): DeclaredItem {
  const backchannelLogoutUri = JSON.stringify(`https://${id}.example.com/logout`);
  return { kind: 'client', id, properties: { name: `"${id}"`, backchannelLogoutUri } };
}
