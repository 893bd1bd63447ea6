import { chainDigest } from '@latchkey/tokens/revocation-entry';
import type {
  FeedDelta,
  FeedEntry,
  FeedHead,
  FeedMessage,
  FeedPosition,
  FeedSnapshot,
} from '@latchkey/tokens/revocation-feed';
import type { FeedRefusal } from './feed-options.ts';

/** What became of a verified message. */
export type Reading =
  | {
      readonly accepted: true;
      /** False in the middle of a snapshot: its entries count, but the log is not known up to its head yet. */
      readonly isComplete: boolean;
      /** The log stood elsewhere before. */
      readonly setBack?: { readonly fromSeq: number; readonly toSeq: number };
    }
  | { readonly accepted: false; readonly reason: Extract<FeedRefusal, 'issuer' | 'clock' | 'replayed' | 'gap'> };

export interface LogReader {
  /** How far the log is known, to resume from. Undefined before the first snapshot and after a gap. */
  position(): FeedPosition | undefined;
  /** Judge one message and take in its entries. After a refusal the connection is of no more use. */
  read(message: FeedMessage, nowMs: number): Reading;
  /** Forget the beginning of a snapshot whose end never came. */
  startConnection(): void;
}

export interface LogReaderParts {
  readonly issuer: string;
  /** The position of the newest live entry about a target. */
  readonly findSeq: (target: string) => number | undefined;
  readonly addEntry: (entry: FeedEntry) => void;
  /** Called with a time that both the authority's clock and this machine's passed at least `leewayMs` ago. */
  readonly prune: (endedBeforeMs: number) => void;
  /** How long an entry counts beyond its own end. */
  readonly leewayMs: number;
}

/**
 * The most that this machine's clock and the store's may differ. Entries outlive their tokens by a minute; were the
 * clocks further apart, an entry could be gone there while its token still passes here. It also bounds how old a
 * recording can be that is played to a guard which has just started.
 */
export const maxClockDifferenceMs = 30_000;

/**
 * Follows one log, message by message: nothing is skipped, repeated or taken back without being noticed.
 *
 * A log that starts anew or is set back (a restored backup) is followed, as its issuer signed it, but what was seen is
 * kept, and what it newly says about people and clients is placed after everything seen before: its positions cannot be
 * compared with the `rev` of tokens from before.
 */
export function createLogReader({ issuer, findSeq, addEntry, prune, leewayMs }: LogReaderParts): LogReader {
  let known: FeedPosition | undefined;
  /** Whether `known` may be resumed from; it is kept after a gap, to tell whether the log was set back. */
  let isResumable = false;
  let partial: FeedSnapshot | undefined;
  let highestSeq: number | undefined;
  let latestReadAtMs = 0;

  /** @returns Whether the entry comes from another past than the one that was read. */
  function takeIn(entry: FeedEntry, endedBeforeMs: number): boolean {
    if (entry.expiresAtMs <= endedBeforeMs) return false;
    const isForeign = highestSeq !== undefined && entry.seq <= highestSeq && !isKnown(entry);
    addEntry(isForeign ? { ...entry, seq: (highestSeq ?? 0) + 1 } : entry);
    return isForeign;
  }

  const isKnown = ({ target, seq }: FeedEntry): boolean => (findSeq(target) ?? -1) >= seq;

  function readSnapshot(message: FeedSnapshot, endedBeforeMs: number): Reading {
    if (message.part > 1 && !isContinuation(partial, message)) return refuseGap();
    let isForeign = false;
    for (const entry of message.entries) isForeign = takeIn(entry, endedBeforeMs) || isForeign;
    if (message.part < message.parts) {
      partial = message;
      return { accepted: true, isComplete: false };
    }
    const before = known;
    moveTo(message);
    const isSetBack = before !== undefined && (isForeign || isBehind(before, message));
    return {
      accepted: true,
      isComplete: true,
      ...(isSetBack ? { setBack: { fromSeq: before.seq, toSeq: message.head.seq } } : {}),
    };
  }

  function readDelta(message: FeedDelta, endedBeforeMs: number): Reading {
    const { previous, entries, head, epoch } = message;
    if (!stands(epoch, previous) || !isSameHead(followChain(previous, entries), head)) return refuseGap();
    for (const entry of entries) takeIn(entry, endedBeforeMs);
    moveTo(message);
    return { accepted: true, isComplete: true };
  }

  const stands = (epoch: string, head: FeedHead): boolean =>
    isResumable && partial === undefined && known !== undefined && known.epoch === epoch && isSameHead(known, head);

  function moveTo({ epoch, head }: FeedMessage): void {
    known = { epoch, ...head };
    isResumable = true;
    partial = undefined;
    highestSeq = Math.max(highestSeq ?? 0, head.seq);
  }

  function refuseGap(): Reading {
    isResumable = false;
    return { accepted: false, reason: 'gap' };
  }

  return {
    position: () => (isResumable ? known : undefined),
    startConnection() {
      partial = undefined;
    },
    read(message, nowMs) {
      if (message.iss !== issuer) return { accepted: false, reason: 'issuer' };
      if (Math.abs(message.readAtMs - nowMs) > maxClockDifferenceMs) return { accepted: false, reason: 'clock' };
      if (message.readAtMs < latestReadAtMs) return { accepted: false, reason: 'replayed' };
      const endedBeforeMs = Math.min(message.readAtMs, nowMs) - leewayMs;
      const reading = readByKind(message, endedBeforeMs);
      if (!reading.accepted) return reading;
      latestReadAtMs = message.readAtMs;
      prune(endedBeforeMs);
      return reading;
    },
  };

  function readByKind(message: FeedMessage, endedBeforeMs: number): Reading {
    switch (message.event) {
      case 'snapshot':
        return readSnapshot(message, endedBeforeMs);
      case 'delta':
        return readDelta(message, endedBeforeMs);
      case 'heartbeat':
        return stands(message.epoch, message.head) ? { accepted: true, isComplete: true } : refuseGap();
    }
  }
}

function isSameHead(one: FeedHead, other: FeedHead): boolean {
  return one.seq === other.seq && one.digest === other.digest;
}

function isBehind(before: FeedPosition, { epoch, head }: FeedSnapshot): boolean {
  if (head.seq < before.seq) return true;
  return epoch === before.epoch && head.seq === before.seq && head.digest !== before.digest;
}

function isContinuation(before: FeedSnapshot | undefined, part: FeedSnapshot): boolean {
  return (
    before !== undefined &&
    part.part === before.part + 1 &&
    part.parts === before.parts &&
    part.epoch === before.epoch &&
    part.readAtMs === before.readAtMs &&
    isSameHead(part.head, before.head)
  );
}

/** Where entries lead from a position, when each follows the one before it; a digest cannot be foreseen. */
function followChain(previous: FeedHead, entries: readonly FeedEntry[]): FeedHead {
  let { seq, digest } = previous;
  for (const entry of entries) {
    seq += 1;
    digest = entry.seq === seq ? chainDigest(digest, entry) : '';
  }
  return { seq, digest };
}
