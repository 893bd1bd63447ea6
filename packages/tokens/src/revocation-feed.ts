import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import type { SigningKey } from './jws/algorithms.ts';
import { signJws } from './jws/sign.ts';
import { type VerifyJwsOptions, type VerifyJwsResult, verifyJws } from './jws/verify.ts';
import type { RevocationKind } from './revocation-entry.ts';

/**
 * What the revocation feed says. Each Server-Sent Event carries one {@link FeedMessage} as the claims of a compact JWS
 * with this `typ`, signed by a feed key, which signs nothing else.
 */
export const revocationFeedTyp = 'latchkey-revocations+jwt';

/** Entries in one message at most; what has more is a snapshot in several parts. */
export const maxFeedEntries = 2_000;

/** Longest message a reader accepts. The most that {@link maxFeedEntries} come to is about a third of it. */
export const maxFeedMessageBytes = 1_048_576;

/** A position in the log with the digest of the entry there: two logs that agree on it agree on all before it. */
export interface FeedHead {
  readonly seq: number;
  readonly digest: string;
}

/** One entry on the wire. Its chain digest follows from its predecessor's, see revocation-entry.ts. */
export interface FeedEntry {
  readonly seq: number;
  readonly kind: RevocationKind;
  readonly target: string;
  readonly expiresAtMs: number;
}

interface FeedMessageBase {
  readonly iss: string;
  /** Changes whenever the log starts anew; readers then merge (an unexpired entry once seen is kept). */
  readonly epoch: string;
  /** Where the log ended when it was read. */
  readonly head: FeedHead;
  /** The store's clock when the read that this message rests on began; milliseconds since the Unix epoch. */
  readonly readAtMs: number;
}

/**
 * Everything unexpired: entries may have gaps, since expired ones are gone. A long log comes in several messages of one
 * read, numbered from 1; only after the last is the log known up to `head`.
 */
export interface FeedSnapshot extends FeedMessageBase {
  readonly event: 'snapshot';
  readonly part: number;
  readonly parts: number;
  readonly entries: readonly FeedEntry[];
}

/** What came after `previous`, without gap; at least one entry. */
export interface FeedDelta extends FeedMessageBase {
  readonly event: 'delta';
  readonly previous: FeedHead;
  readonly entries: readonly FeedEntry[];
}

/** Nothing new: sent each second, after a read of the primary begun less than a second before. */
export interface FeedHeartbeat extends FeedMessageBase {
  readonly event: 'heartbeat';
}

export type FeedMessage = FeedSnapshot | FeedDelta | FeedHeartbeat;

/** Spell a message as it is sent. Checks nothing: its maker did. */
export function signFeedMessage(message: FeedMessage, key: SigningKey): string {
  return signJws({ typ: revocationFeedTyp }, message, key);
}

/** `shape`: signed as it should be, but not a message this version knows. */
export type VerifyFeedMessageResult =
  | { readonly ok: true; readonly message: FeedMessage }
  | { readonly ok: false; readonly reason: Extract<VerifyJwsResult, { ok: false }>['reason'] | 'shape' };

/**
 * Verify and read one message. Does **not** check issuer, time, or whether it follows the one before it.
 *
 * @param findKey - a feed key of the issuer. Keys of its other purposes must not be found.
 */
export function verifyFeedMessage(token: string, findKey: VerifyJwsOptions['findKey']): VerifyFeedMessageResult {
  const verified = verifyJws(token, { typ: revocationFeedTyp, maxBytes: maxFeedMessageBytes, findKey });
  if (!verified.ok) return verified;
  const message = parseFeedMessage(verified.claims);
  return message === undefined ? { ok: false, reason: 'shape' } : { ok: true, message };
}

/**
 * Read the claims of a verified message, refusing any member of the wrong type and any list out of order. Members that
 * are not known are left out.
 *
 * @returns Undefined when refused.
 */
export function parseFeedMessage(claims: JsonObject): FeedMessage | undefined {
  const { iss, epoch, readAtMs, event } = claims;
  const head = parseHead(claims['head']);
  if (typeof iss !== 'string' || !isEpoch(epoch) || head === undefined || !isCount(readAtMs)) return undefined;
  const base = { iss, epoch, head, readAtMs };
  if (event === 'heartbeat') return { ...base, event };
  const entries = parseEntries(claims['entries']);
  if (entries === undefined) return undefined;
  if (event === 'snapshot') {
    const { part, parts } = claims;
    if (!isCount(part) || !isCount(parts) || part < 1 || part > parts) return undefined;
    return { ...base, event, part, parts, entries };
  }
  const previous = parseHead(claims['previous']);
  if (event !== 'delta' || previous === undefined || entries.length === 0) return undefined;
  return { ...base, event, previous, entries };
}

/** Where a reader stands: in which log, and how far it has read. */
export interface FeedPosition extends FeedHead {
  readonly epoch: string;
}

/** `epoch:seq:digest`, the id of an event and the value of `Last-Event-ID` and `after`. */
export function formatFeedPosition({ epoch, seq, digest }: FeedPosition): string {
  return `${epoch}:${seq}:${digest}`;
}

/** @returns Undefined for any text that {@link formatFeedPosition} would not make. */
export function parseFeedPosition(text: string): FeedPosition | undefined {
  const [epoch, seqText = '', digest, ...rest] = text.split(':', 4);
  const seq = Number(seqText);
  if (!isEpoch(epoch) || !isDigest(digest) || rest.length > 0) return undefined;
  return isCount(seq) && String(seq) === seqText ? { epoch, seq, digest } : undefined;
}

function parseHead(value: JsonValue | undefined): FeedHead | undefined {
  if (!isJsonObject(value)) return undefined;
  const { seq, digest } = value;
  return isCount(seq) && isDigest(digest) ? { seq, digest } : undefined;
}

function parseEntries(value: JsonValue | undefined): readonly FeedEntry[] | undefined {
  if (!isJsonArray(value) || value.length > maxFeedEntries) return undefined;
  const entries: FeedEntry[] = [];
  let previousSeq = 0;
  for (const item of value) {
    if (!isJsonObject(item)) return undefined;
    const { seq, kind, target, expiresAtMs } = item;
    if (!isCount(seq) || seq <= previousSeq || !isKind(kind) || !isDigest(target) || !isCount(expiresAtMs)) {
      return undefined;
    }
    entries.push({ seq, kind, target, expiresAtMs });
    previousSeq = seq;
  }
  return entries;
}

const kinds: ReadonlySet<JsonValue | undefined> = new Set<RevocationKind>([
  'token',
  'grant',
  'session',
  'user',
  'client',
  'key',
]);

function isKind(value: JsonValue | undefined): value is RevocationKind {
  return kinds.has(value);
}

/** SHA-256 in base64url; the last character has two bits to spare. */
const digestSyntax = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

function isDigest(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && digestSyntax.test(value);
}

function isEpoch(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value);
}

function isCount(value: JsonValue | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
