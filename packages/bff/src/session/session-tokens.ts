import type { JsonObject } from '@latchkey/tokens/json';
import { deriveKey, openBox, sealBox } from '@latchkey/tokens/sealed-box';
import type { BffApi } from '../options.ts';
import type { SessionSecret } from './session-secret.ts';

/** What a session holds for its person. All of it is sealed whenever it leaves memory. */
export interface SessionTokens {
  /** The person's `sub`. */
  readonly subject: string;
  /** What the ID token says about the person: `sub` too, and what the scopes allowed. */
  readonly identity: JsonObject;
  /** The authority's session, if it names one. */
  readonly sid: string | undefined;
  readonly authTimeSeconds: number | undefined;
  readonly refreshToken: string;
  /** By the path of the API; each can do what that API's scopes say and nothing else. */
  readonly accessTokens: Readonly<Record<string, HeldAccessToken>>;
}

/** Times are of the clock of the process that got it. */
export interface HeldAccessToken {
  readonly token: string;
  /** From now on another is got first; before it expires, so that it does not expire on its way. */
  readonly renewAtMs: number;
  readonly expiresAtMs: number;
  /**
   * Set on one that came in the place of a refused one: the API refusing it too before then is no reason for another
   * refresh, which would bring nothing better.
   */
  readonly standsUntilMs?: number | undefined;
}

/** The token at hand for an API, when it is another than the refused one. */
export function findToken(
  tokens: SessionTokens,
  api: Pick<BffApi, 'path'>,
  refused: string | undefined,
): HeldAccessToken | undefined {
  const held = findHeld(tokens, api);
  return held?.token === refused ? undefined : held;
}

/** Whether a token that an API refused stands for now, because it has just come in the place of another refused one. */
export function standsRefused(
  tokens: SessionTokens,
  api: Pick<BffApi, 'path'>,
  refused: string,
  nowMs: number,
): boolean {
  const held = findHeld(tokens, api);
  return held?.token === refused && held.standsUntilMs !== undefined && nowMs < held.standsUntilMs;
}

function findHeld({ accessTokens }: SessionTokens, { path }: Pick<BffApi, 'path'>): HeldAccessToken | undefined {
  return Object.hasOwn(accessTokens, path) ? accessTokens[path] : undefined;
}

/** Grows with the shape; what an older version sealed counts as not there. */
const version = 1;

/** Seal them so that only the cookie's secret opens them, and only as those of its session. */
export function sealTokens(tokens: SessionTokens, secret: SessionSecret): Uint8Array {
  return sealBox(Buffer.from(JSON.stringify({ version, ...tokens })), createSealing(secret));
}

/** What {@link sealTokens} sealed under this secret; undefined for anything else. */
export function openTokens(sealed: Uint8Array, secret: SessionSecret): SessionTokens | undefined {
  const plain = openBox(sealed, createSealing(secret));
  if (plain === undefined) return undefined;
  // Nobody without the secret wrote it, so its shape is the one of its version.
  const { version: sealedVersion, ...tokens } = JSON.parse(Buffer.from(plain).toString('utf8')) as SessionTokens & {
    readonly version: number;
  };
  return sealedVersion === version ? tokens : undefined;
}

function createSealing(secret: SessionSecret): Parameters<typeof openBox>[1] {
  return { key: deriveKey(secret.key, 'latchkey bff session tokens'), associatedData: secret.sessionDigest };
}
