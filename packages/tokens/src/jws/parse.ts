import { type JsonObject, parseJsonObjectBytes } from '../json.ts';
import { borrowDecoded } from './borrowed-bytes.ts';

/** The header of a token that passed {@link parseJws}. */
export interface JwsHeader extends JsonObject {
  readonly alg: string;
  readonly kid: string;
  readonly typ: string;
}

/** A header that was returned before, and the text of it in a token, dot included. */
export interface KnownHeader {
  readonly text: string;
  readonly header: JwsHeader;
}

/** A token taken apart. Nothing in it can be trusted before its signature has been verified. */
export interface ParsedJws {
  readonly ok: true;
  readonly header: JwsHeader;
  readonly claims: JsonObject;
  /** What the signature is over; ASCII. */
  readonly signingInput: string;
  /** In the one base64url spelling of its bytes. */
  readonly signature: string;
}

/**
 * Why a token was refused before any cryptography.
 * - `too_large`: longer than the caller allows.
 * - `malformed`: not three canonical base64url parts with JSON objects in the first two; duplicate members; no `alg` or
 *   `kid`; a key or a link to one in the header.
 * - `typ`: no `typ`, or not the one expected.
 * - `crit`: the header demands an extension (`crit`, `b64`); none is understood.
 */
export type JwsParseFailure = {
  readonly ok: false;
  readonly reason: 'malformed' | 'too_large' | 'typ' | 'crit';
};

/** 8 KiB: what common HTTP servers accept as one header line. */
export const defaultMaxTokenBytes = 8192;

/** Header members that bring or point to a key. The issuer's own keys alone count, so a token with one is refused. */
const embeddedKeyMembers = ['jwk', 'jku', 'x5u', 'x5c'] as const;

/**
 * Take a compact JWS apart, refusing every ambiguity. No cryptography, no clock, no look-up.
 *
 * Does not check the signature, that the algorithm is known, which `typ` it is, or any claim.
 *
 * @param options.maxBytes - longest token accepted. Default 8192.
 * @param options.knownHeaders - headers that were returned before: all tokens of a key have the same one, and reading it
 *   again takes as long as a quarter of all parsing. Whoever keeps them freezes them and keeps few: they are gone through.
 * @see RFC 7515 §5.2, RFC 8725 §3
 */
export function parseJws(
  token: string,
  options: {
    readonly maxBytes?: number | undefined;
    readonly knownHeaders?: readonly KnownHeader[] | undefined;
  } = {},
): ParsedJws | JwsParseFailure {
  // A character outside ASCII has more bytes than units, but is refused as malformed all the same.
  if (token.length > (options.maxBytes ?? defaultMaxTokenBytes)) return { ok: false, reason: 'too_large' };
  const known = findKnownHeader(token, options.knownHeaders);
  const headerEnd = known === undefined ? token.indexOf('.') : known.text.length - 1;
  const claimsEnd = token.indexOf('.', headerEnd + 1);
  if (headerEnd === -1 || claimsEnd === -1 || claimsEnd + 1 === token.length) return malformed;
  if (token.includes('.', claimsEnd + 1)) return malformed;

  const header = known?.header ?? decodeJson(token.slice(0, headerEnd));
  if (header === undefined) return malformed;
  const headerFailure = known === undefined ? findHeaderFailure(header) : undefined;
  if (headerFailure !== undefined) return headerFailure;
  const claims = decodeJson(token.slice(headerEnd + 1, claimsEnd));
  const signature = token.slice(claimsEnd + 1);
  if (claims === undefined || borrowDecoded(signature) === undefined) return malformed;
  return { ok: true, header: header as JwsHeader, claims, signingInput: token.slice(0, claimsEnd), signature };
}

const malformed: JwsParseFailure = { ok: false, reason: 'malformed' };

function findKnownHeader(token: string, known: readonly KnownHeader[] | undefined): KnownHeader | undefined {
  if (known === undefined) return undefined;
  for (const candidate of known) if (token.startsWith(candidate.text)) return candidate;
  return undefined;
}

function findHeaderFailure(header: JsonObject): JwsParseFailure | undefined {
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) return { ok: false, reason: 'crit' };
  if (embeddedKeyMembers.some((member) => Object.hasOwn(header, member))) return malformed;
  if (typeof header['alg'] !== 'string') return malformed;
  if (typeof header['kid'] !== 'string' || header['kid'] === '') return malformed;
  if (typeof header['typ'] !== 'string') return { ok: false, reason: 'typ' };
  return undefined;
}

function decodeJson(part: string): JsonObject | undefined {
  const bytes = borrowDecoded(part);
  return bytes === undefined ? undefined : parseJsonObjectBytes(bytes);
}
