import { decodeBase64url } from '../base64url.ts';
import { type JsonObject, parseJsonObject } from '../json.ts';

/** The header of a token that passed {@link parseJws}. */
export interface JwsHeader extends JsonObject {
  readonly alg: string;
  readonly kid: string;
  readonly typ: string;
}

/** A token taken apart. Nothing in it can be trusted before its signature has been verified. */
export interface ParsedJws {
  readonly ok: true;
  readonly header: JwsHeader;
  readonly claims: JsonObject;
  /** The bytes the signature is over. */
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
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
 * @param options.knownHeaders - headers that were returned before, by their text in the token: all tokens of a key have the
 *   same one, and reading it again takes as long as a fifth of all parsing. Whoever keeps them freezes them and bounds
 *   their number.
 * @see RFC 7515 §5.2, RFC 8725 §3
 */
export function parseJws(
  token: string,
  options: {
    readonly maxBytes?: number | undefined;
    readonly knownHeaders?: ReadonlyMap<string, JwsHeader> | undefined;
  } = {},
): ParsedJws | JwsParseFailure {
  // A character outside ASCII has more bytes than units, but is refused as malformed all the same.
  if (token.length > (options.maxBytes ?? defaultMaxTokenBytes)) return { ok: false, reason: 'too_large' };
  const [headerText, claimsText, signatureText, ...rest] = token.split('.', 4);
  if (headerText === undefined || claimsText === undefined || !signatureText || rest.length > 0) return malformed;

  const known = options.knownHeaders?.get(headerText);
  const header = known ?? decodeJson(headerText);
  if (header === undefined) return malformed;
  const headerFailure = known === undefined ? findHeaderFailure(header) : undefined;
  if (headerFailure !== undefined) return headerFailure;
  const claims = decodeJson(claimsText);
  const signature = decodeBase64url(signatureText);
  if (claims === undefined || signature === undefined) return malformed;

  const signingInput = Buffer.from(token.slice(0, headerText.length + 1 + claimsText.length), 'latin1');
  return { ok: true, header: header as JwsHeader, claims, signingInput, signature };
}

const malformed: JwsParseFailure = { ok: false, reason: 'malformed' };

function findHeaderFailure(header: JsonObject): JwsParseFailure | undefined {
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) return { ok: false, reason: 'crit' };
  if (embeddedKeyMembers.some((member) => Object.hasOwn(header, member))) return malformed;
  if (typeof header['alg'] !== 'string') return malformed;
  if (typeof header['kid'] !== 'string' || header['kid'] === '') return malformed;
  if (typeof header['typ'] !== 'string') return { ok: false, reason: 'typ' };
  return undefined;
}

// A byte order mark is kept, so that JSON.parse refuses it: with and without it would be two spellings.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeJson(part: string): JsonObject | undefined {
  const bytes = decodeBase64url(part);
  if (bytes === undefined) return undefined;
  let text: string;
  try {
    text = strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
  return parseJsonObject(text);
}
