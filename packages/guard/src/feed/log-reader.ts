import type { FeedDelta, FeedEntry, FeedMessage, FeedPosition, FeedSnapshot } from '@latchkey/tokens/revocation-feed';
import type { FeedRefusal } from './feed-options.ts';
import { followChain, isSameHead, tryFollowChain } from './log-chain.ts';
import { createSeenEntries } from './seen-entries.ts';

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
  readonly addEntry: (entry: FeedEntry) => void;
  /** Called with a time that both the authority's clock and this machine's passed at least `leewayMs` ago. */
  readonly prune: (endedBeforeMs: number) => void;
  /** How long an entry counts beyond its own end: the leeway that `exp` is judged with. Below 60,000, or no clock is near enough. */
  readonly leewayMs: number;
}

/** How long the log keeps an entry after the last token that it matches has expired. */
const storeLeewayMs = 60_000;
/**
 * The most that this machine's clock and the store's may differ: were they further apart, an entry could be gone there
 * while its token still passes here. It also bounds how old a recording can be that is played to a guard which has just
 * started.
 */
export const maxClockDifferenceMs = 30_000;

/** A snapshot of which parts are still to come. */
interface PartialSnapshot {
  readonly latest: FeedSnapshot;
  readonly isOtherPast: boolean;
  readonly chain: FeedPosition | undefined;
}

/**
 * Follows one log, message by message: nothing is skipped, repeated or taken back without being noticed.
 *
 * A log that starts anew or is set back (a restored backup) is followed, as its issuer signed it, but what was seen is
 * kept, and what it newly says about people and clients is placed after everything seen before: its positions cannot be
 * compared with the `rev` of tokens from before.
 */
export function createLogReader({ issuer, addEntry, prune, leewayMs }: LogReaderParts): LogReader {
  let known: FeedPosition | undefined;
  /** Whether `known` may be resumed from; it is kept after a gap, to tell whether the log was set back. */
  let isResumable = false;
  let partial: PartialSnapshot | undefined;
  let highestSeq: number | undefined;
  let latestReadAtMs = 0;
  const toleratedMs = Math.max(0, Math.min(maxClockDifferenceMs, storeLeewayMs - leewayMs));
  /** Of people and clients: for the others a position means nothing. */
  const seen = createSeenEntries();

  /** @returns Whether the entry comes from another past than the one that was read. */
  function takeIn(entry: FeedEntry, endedBeforeMs: number): boolean {
    if (entry.expiresAtMs <= endedBeforeMs) return false;
    if (entry.kind !== 'user' && entry.kind !== 'client') {
      addEntry(entry);
      return false;
    }
    const isForeign = highestSeq !== undefined && entry.seq <= highestSeq && !seen.has(entry);
    seen.add(entry);
    addEntry(isForeign ? { ...entry, seq: (highestSeq ?? 0) + 1 } : entry);
    return isForeign;
  }

  function readSnapshot(message: FeedSnapshot, endedBeforeMs: number): Reading {
    const before = message.part === 1 ? startSnapshot(message) : partial;
    if (before === undefined || (message.part > 1 && !isContinuation(before.latest, message))) return refuseGap();
    let { isOtherPast, chain } = before;
    for (const entry of message.entries) {
      isOtherPast = takeIn(entry, endedBeforeMs) || isOtherPast;
      chain = tryFollowChain(chain, entry);
    }
    if (message.part < message.parts) {
      partial = { latest: message, isOtherPast, chain };
      return { accepted: true, isComplete: false };
    }
    const fromSeq = known?.seq;
    const isSetBack = isOtherPast || (chain?.seq === message.head.seq && !isSameHead(chain, message.head));
    moveTo(message);
    if (fromSeq === undefined || !isSetBack) return { accepted: true, isComplete: true };
    return { accepted: true, isComplete: true, setBack: { fromSeq, toSeq: message.head.seq } };
  }

  /** The chain is followed as far as the snapshot has every entry from where the reader stood. */
  function startSnapshot(message: FeedSnapshot): PartialSnapshot {
    const chain = known?.epoch === message.epoch ? known : undefined;
    return { latest: message, isOtherPast: known !== undefined && message.head.seq < known.seq, chain };
  }

  function readDelta(message: FeedDelta, endedBeforeMs: number): Reading {
    const { previous, entries, head, epoch } = message;
    const position: FeedPosition = { epoch, ...previous };
    if (!stands(position)) return refuseGap();
    const reached = followChain(position, entries);
    if (reached === undefined || !isSameHead(reached, head)) return refuseGap();
    for (const entry of entries) takeIn(entry, endedBeforeMs);
    moveTo(message);
    return { accepted: true, isComplete: true };
  }

  function stands({ epoch, ...head }: FeedPosition): boolean {
    return isResumable && partial === undefined && known?.epoch === epoch && isSameHead(known, head);
  }

  function moveTo({ epoch, head }: FeedMessage): void {
    known = { epoch, ...head };
    isResumable = true;
    partial = undefined;
    highestSeq = Math.max(highestSeq ?? 0, head.seq);
  }

  function refuseGap(): Reading {
    isResumable = false;
    partial = undefined;
    return { accepted: false, reason: 'gap' };
  }

  function readByKind(message: FeedMessage, endedBeforeMs: number): Reading {
    switch (message.event) {
      case 'snapshot':
        return readSnapshot(message, endedBeforeMs);
      case 'delta':
        return readDelta(message, endedBeforeMs);
      case 'heartbeat':
        return stands({ epoch: message.epoch, ...message.head }) ? { accepted: true, isComplete: true } : refuseGap();
    }
  }

  /** Two reads may share a millisecond, but a snapshot takes a new connection, which takes longer. */
  function isReplayed(message: FeedMessage): boolean {
    const isNewSnapshot = message.event === 'snapshot' && message.part === 1;
    return isNewSnapshot ? message.readAtMs <= latestReadAtMs : message.readAtMs < latestReadAtMs;
  }

  return {
    position: () => (isResumable ? known : undefined),
    startConnection() {
      partial = undefined;
    },
    read(message, nowMs) {
      if (message.iss !== issuer) return { accepted: false, reason: 'issuer' };
      if (Math.abs(message.readAtMs - nowMs) > toleratedMs) return { accepted: false, reason: 'clock' };
      if (isReplayed(message)) return { accepted: false, reason: 'replayed' };
      const endedBeforeMs = Math.min(message.readAtMs, nowMs) - leewayMs;
      const reading = readByKind(message, endedBeforeMs);
      if (!reading.accepted) return reading;
      latestReadAtMs = message.readAtMs;
      seen.prune(endedBeforeMs);
      prune(endedBeforeMs);
      return reading;
    },
  };
}

function isContinuation(before: FeedSnapshot, part: FeedSnapshot): boolean {
  return (
    part.part === before.part + 1 &&
    part.parts === before.parts &&
    part.epoch === before.epoch &&
    part.readAtMs === before.readAtMs &&
    isSameHead(part.head, before.head)
  );
}
