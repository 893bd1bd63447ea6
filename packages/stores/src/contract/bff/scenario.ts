import { randomBytes } from 'node:crypto';
import type { BffSessionStore, NewBffSession, RefreshClaim, SessionDigest } from '@latchkey/bff/store';
import type { OpenBffStore, OpenedBffStore } from './opened-store.ts';

export const minuteMs: number = 60_000;
export const hourMs: number = 60 * minuteMs;
export const leaseMs: number = 10_000;

export interface BffScenario extends Pick<OpenedBffStore, 'store' | 'openAnother'> {
  advance(byMs: number): void;
}

/** Run a test on a store of its own. */
export async function withBffStore(open: OpenBffStore, run: (scenario: BffScenario) => Promise<void>): Promise<void> {
  const opened = await open();
  try {
    await run({
      store: opened.store,
      openAnother: () => opened.openAnother(),
      advance: (byMs) => void Atomics.add(opened.clockOffset, 0, BigInt(byMs)),
    });
  } finally {
    await opened.close();
  }
}

/** 32 random bytes that stand for a SHA-256. */
export function makeDigest(): string {
  return randomBytes(32).toString('base64url');
}

/** Some sealed tokens; only their bytes matter. */
export function makeTokens(): Uint8Array {
  return new Uint8Array(randomBytes(1_500));
}

export function describeSession(change: Partial<NewBffSession> = {}): NewBffSession {
  return {
    sessionDigest: makeDigest() as SessionDigest,
    sealedTokens: makeTokens(),
    subjectDigest: makeDigest(),
    sidDigest: makeDigest(),
    idleTtlMs: 2 * hourMs,
    absoluteTtlMs: 12 * hourMs,
    previousSessionDigest: undefined,
    ...change,
  };
}

/** Answers the digest of the new session. */
export async function begin(store: BffSessionStore, change: Partial<NewBffSession> = {}): Promise<SessionDigest> {
  const session = describeSession(change);
  await store.beginSession(session);
  return session.sessionDigest;
}

/** The digest of a session that its idle time has ended. */
export async function beginExpired({ store, advance }: BffScenario): Promise<SessionDigest> {
  const sessionDigest = await begin(store, { idleTtlMs: minuteMs });
  advance(minuteMs);
  return sessionDigest;
}

export function claim(
  store: BffSessionStore,
  sessionDigest: SessionDigest,
  claimId: string,
  version = 0,
): Promise<RefreshClaim> {
  return store.claimRefresh({ sessionDigest, version, claimId, leaseMs });
}

export function replace(
  store: BffSessionStore,
  sessionDigest: SessionDigest,
  claimId: string,
  change: { readonly version?: number; readonly sealedTokens?: Uint8Array } = {},
): Promise<'replaced' | 'superseded' | 'gone'> {
  const { version = 0, sealedTokens = makeTokens() } = change;
  return store.replaceTokens({ sessionDigest, version, claimId, sealedTokens });
}
