import type { GuardClock } from '../clock.ts';
import type { KeySet, TrustedKey } from './key-set.ts';
import type { FetchKeySet } from './key-source.ts';

/** What is known about the key a token names. */
export type KeyLookup =
  | { readonly status: 'found'; readonly key: TrustedKey }
  /** The issuer has no such key. */
  | { readonly status: 'unknown' }
  /** The issuer cannot be asked: answer 503, never 401. */
  | { readonly status: 'unavailable'; readonly retryAfterSeconds: number };

export interface KeyKeeperOptions {
  readonly fetchKeySet: FetchKeySet;
  readonly clock: GuardClock;
  /** The least time between two fetches because of unknown keys, and between two tries after a failure. */
  readonly cooldownMs: number;
  /** Keys older than this are not used, however long the issuer is silent. */
  readonly maxStaleMs: number;
  /** Told of every failed fetch. */
  onFailure(error: unknown): void;
}

/** Keeps the issuer's keys in memory, and fetches them neither too rarely nor too often. */
export interface KeyKeeper {
  /** In memory unless a fetch is due, and then a promise. Never rejects. */
  find(kid: string, alg: string): KeyLookup | Promise<KeyLookup>;
  /** Whether what was verified with this key still counts. False when it is gone, or when a fetch must come first. */
  isCurrent(key: TrustedKey): boolean;
  /** Fetch now, or join the fetch under way. Rejects when it fails. */
  refresh(): Promise<void>;
}

/** Bounds on the issuer's max-age: below, every request would fetch; above, a removed key would live on for too long. */
const shortestFreshMs = 30_000;
const longestFreshMs = 3_600_000;
const defaultFreshMs = 300_000;
/** Fetch ahead when this part of the time has passed, so that no request waits. */
const aheadPart = 0.75;

/** A set in memory and its times, on the monotonic clock. */
interface HeldKeys {
  readonly keys: KeySet;
  readonly aheadAtMs: number;
  readonly freshUntilMs: number;
  readonly usableUntilMs: number;
}

type Standing = 'usable' | 'due' | 'unavailable';

/**
 * Hold the issuer's keys.
 *
 * - One fetch at a time, which everyone who needs it awaits.
 * - Fetched ahead of the end of their time, behind the requests' backs.
 * - When a fetch fails the old keys serve on, up to `maxStaleMs`; the next try comes after the cool-down.
 * - A key nobody knows causes one fetch per cool-down, however many tokens name one: no flood reaches the issuer.
 */
export function createKeyKeeper(options: KeyKeeperOptions): KeyKeeper {
  const { fetchKeySet, clock, cooldownMs, maxStaleMs, onFailure } = options;
  let held: HeldKeys | undefined;
  let underWay: Promise<void> | undefined;
  /** When the last fetch failed; undefined after one that succeeded. */
  let failedAtMs: number | undefined;
  /** When a fetch was last begun because of an unknown key. */
  let soughtAtMs = Number.NEGATIVE_INFINITY;

  function refresh(): Promise<void> {
    underWay ??= fetchNow().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  async function fetchNow(): Promise<void> {
    // The time counts from when the fetch began: a slow answer is no fresher.
    const beganAtMs = clock.monotonicMs();
    try {
      const { keys, maxAgeSeconds } = await fetchKeySet(held?.keys);
      const wantedMs = maxAgeSeconds === undefined ? defaultFreshMs : maxAgeSeconds * 1000;
      const freshMs = Math.min(Math.max(wantedMs, shortestFreshMs), longestFreshMs);
      held = {
        keys,
        aheadAtMs: beganAtMs + freshMs * aheadPart,
        freshUntilMs: beganAtMs + freshMs,
        usableUntilMs: beganAtMs + Math.max(maxStaleMs, freshMs),
      };
      failedAtMs = undefined;
    } catch (error) {
      failedAtMs = clock.monotonicMs();
      onFailure(error);
      throw error;
    }
  }

  function isCoolingDown(nowMs: number): boolean {
    return failedAtMs !== undefined && nowMs - failedAtMs < cooldownMs;
  }

  function refreshBehind(nowMs: number): void {
    // onFailure has been told; the old keys serve on.
    if (underWay === undefined && !isCoolingDown(nowMs)) refresh().catch(() => {});
  }

  function judgeStanding(nowMs: number): Standing {
    if (held !== undefined && nowMs < held.aheadAtMs) return 'usable';
    if (held === undefined || nowMs >= held.usableUntilMs) return isCoolingDown(nowMs) ? 'unavailable' : 'due';
    // Past their time the keys wait for the issuer's word, but not again and again for one that has just been silent.
    if (nowMs >= held.freshUntilMs && failedAtMs === undefined) return 'due';
    refreshBehind(nowMs);
    return 'usable';
  }

  function createUnavailable(): KeyLookup {
    const waitMs = failedAtMs === undefined ? 0 : cooldownMs - (clock.monotonicMs() - failedAtMs);
    return { status: 'unavailable', retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
  }

  function findHeld(kid: string, alg: string): KeyLookup | undefined {
    const key = held?.keys.find(kid, alg);
    return key === undefined ? undefined : { status: 'found', key };
  }

  function find(kid: string, alg: string): KeyLookup | Promise<KeyLookup> {
    const nowMs = clock.monotonicMs();
    const standing = judgeStanding(nowMs);
    if (standing === 'unavailable') return createUnavailable();
    if (standing === 'due') return findAfterRefresh(kid, alg);
    const known = findHeld(kid, alg);
    if (known !== undefined) return known;
    if (isCoolingDown(nowMs)) return createUnavailable();
    if (nowMs - soughtAtMs < cooldownMs) return underWay === undefined ? { status: 'unknown' } : seek(kid, alg);
    soughtAtMs = nowMs;
    return seek(kid, alg);
  }

  /** For keys that are due: what is held serves when the issuer fails. */
  async function findAfterRefresh(kid: string, alg: string): Promise<KeyLookup> {
    try {
      await refresh();
    } catch {
      if (judgeStanding(clock.monotonicMs()) !== 'usable') return createUnavailable();
      return findHeld(kid, alg) ?? createUnavailable();
    }
    return findHeld(kid, alg) ?? { status: 'unknown' };
  }

  /** For a key nobody knows: whether it exists cannot be told when the issuer fails. */
  async function seek(kid: string, alg: string): Promise<KeyLookup> {
    try {
      await refresh();
    } catch {
      return createUnavailable();
    }
    return findHeld(kid, alg) ?? { status: 'unknown' };
  }

  return {
    find,
    refresh,
    isCurrent: (key) => judgeStanding(clock.monotonicMs()) === 'usable' && held?.keys.has(key) === true,
  };
}
