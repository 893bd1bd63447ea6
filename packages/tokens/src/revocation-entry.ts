import { hash } from 'node:crypto';
import { frameFields, frameTexts } from './framed-fields.ts';

/**
 * The digests of the revocation log. This file is their specification; another implementation needs nothing else.
 *
 * `digest(f1, …, fn)` is SHA-256 over the fields one after the other, each preceded by its length in bytes as an unsigned
 * 32-bit big-endian number, in base64url without padding (43 characters). All fields are text in UTF-8; numbers are
 * written in decimal without sign, leading zeros or exponent. Digests enter other digests in their base64url form.
 */

/** What an entry can be about. */
export type RevocationKind = 'token' | 'grant' | 'session' | 'user' | 'client' | 'key';

/** The members of an entry that its digest covers. */
export interface ChainedEntry {
  /** Position in the log, from 1. */
  readonly seq: number;
  readonly kind: RevocationKind;
  /** From {@link revocationTarget}. */
  readonly target: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAtMs: number;
}

/**
 * The form in which an entry names what it revokes, so that a reader can match what it has seen and learns nothing of
 * what it has not: `digest("latchkey revocation target v1", kind, id)`.
 *
 * What `id` is, by kind: token — `jti`; grant — the part of `jti` before its dot; session — `sid`; user — `sub`;
 * client — `client_id`; key — `kid`, which is the key's thumbprint (RFC 7638).
 */
export function revocationTarget(kind: RevocationKind, id: string): string {
  return digest(['latchkey revocation target v1', kind, id]);
}

/**
 * The digest of an entry, which covers the entry and, through its predecessor's digest, all of the log before it:
 * `digest("latchkey revocation entry v1", previous, seq, kind, target, expiresAtMs)`.
 *
 * @param previous - the digest of the entry with `seq` one less; for the first entry {@link genesisDigest}.
 */
export function chainDigest(previous: string, entry: ChainedEntry): string {
  const { seq, kind, target, expiresAtMs } = entry;
  return digest(['latchkey revocation entry v1', previous, formatCount(seq), kind, target, formatCount(expiresAtMs)]);
}

/**
 * What the first entry of a log has for its predecessor: `digest("latchkey revocation log v1", epoch)`.
 *
 * @param epoch - a text that is never used for two logs, such as a random UUID.
 */
export function genesisDigest(epoch: string): string {
  return digest(['latchkey revocation log v1', epoch]);
}

function digest(fields: readonly string[]): string {
  return hash('sha256', frameTexts(fields) ?? frameFields(fields), 'base64url');
}

function formatCount(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('A number of an entry is a safe integer from 0');
  return String(value);
}
