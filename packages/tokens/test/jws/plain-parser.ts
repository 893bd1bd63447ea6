/**
 * `parseJws` once more, written so that it is plain to see what is refused, at whatever cost: what the fast one is compared
 * with. It shares no code with it.
 */
import type { JsonObject } from '@latchkey/tokens/json';
import type { JwsParseFailure } from '@latchkey/tokens/jws/verify';

type PlainResult =
  | {
      readonly ok: true;
      readonly header: JsonObject;
      readonly claims: JsonObject;
      readonly signature: readonly number[];
    }
  | JwsParseFailure;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function parseJwsPlainly(token: string): PlainResult {
  const parts = token.split('.');
  const [headerPart, claimsPart, signaturePart] = parts;
  if (parts.length !== 3 || !headerPart || !claimsPart || !signaturePart) return { ok: false, reason: 'malformed' };
  const header = readObject(headerPart);
  if (header === undefined) return { ok: false, reason: 'malformed' };
  if ('crit' in header || 'b64' in header) return { ok: false, reason: 'crit' };
  if ('jwk' in header || 'jku' in header || 'x5u' in header || 'x5c' in header)
    return { ok: false, reason: 'malformed' };
  if (typeof header['alg'] !== 'string' || typeof header['kid'] !== 'string' || header['kid'] === '') {
    return { ok: false, reason: 'malformed' };
  }
  if (typeof header['typ'] !== 'string') return { ok: false, reason: 'typ' };
  const claims = readObject(claimsPart);
  const signature = decodeBits(signaturePart);
  if (claims === undefined || signature === undefined) return { ok: false, reason: 'malformed' };
  return { ok: true, header, claims, signature };
}

/** Bit by bit: six to a character, eight to a byte, and what is left over at the end is zero and shorter than a character. */
function decodeBits(text: string): readonly number[] | undefined {
  let bits = '';
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value === -1) return undefined;
    bits += value.toString(2).padStart(6, '0');
  }
  const whole = bits.length - (bits.length % 8);
  if (bits.length - whole >= 6 || bits.slice(whole).includes('1')) return undefined;
  return Array.from({ length: whole / 8 }, (_, index) => Number.parseInt(bits.slice(8 * index, 8 * index + 8), 2));
}

function readObject(part: string): JsonObject | undefined {
  const bytes = decodeBits(part);
  if (bytes === undefined) return undefined;
  const buffer = Buffer.from(bytes);
  const text = buffer.toString('utf8');
  // Bytes that are no UTF-8 become replacement characters, which have other bytes.
  if (!Buffer.from(text, 'utf8').equals(buffer)) return undefined;
  try {
    const reader = createReader(text);
    const value = reader.readValue(1);
    return reader.isAtEnd() && typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The grammar of RFC 8259, character by character, with what a token may not have: see parseJsonObject. */
function createReader(text: string): { readValue(depth: number): unknown; isAtEnd(): boolean } {
  let at = 0;

  function skipSpace(): void {
    while (text[at] !== undefined && ' \t\r\n'.includes(text[at]!)) at += 1;
  }

  function take(expected: string): void {
    if (!text.startsWith(expected, at)) throw new SyntaxError(`${expected} is expected`);
    at += expected.length;
  }

  function match(pattern: RegExp): string {
    const found = new RegExp(pattern, 'y');
    found.lastIndex = at;
    const matched = found.exec(text)?.[0];
    if (matched === undefined) throw new SyntaxError(`${pattern} is expected`);
    at += matched.length;
    return matched;
  }

  function readString(): string {
    const written = match(/"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/);
    if ([...written].some((character) => character < ' ')) throw new SyntaxError('a control character');
    return written;
  }

  function readMembers(depth: number): Record<string, unknown> {
    const members = new Map<string, unknown>();
    take('{');
    skipSpace();
    while (text[at] !== '}') {
      if (members.size > 0) take(',');
      skipSpace();
      const name = readString().slice(1, -1);
      if (name.includes('\\') || name === '__proto__' || members.has(name)) throw new SyntaxError('ambiguous');
      skipSpace();
      take(':');
      members.set(name, readValue(depth + 1));
      skipSpace();
    }
    take('}');
    return Object.fromEntries(members);
  }

  function readItems(depth: number): unknown[] {
    const items: unknown[] = [];
    take('[');
    skipSpace();
    while (text[at] !== ']') {
      if (items.length > 0) take(',');
      items.push(readValue(depth + 1));
      skipSpace();
    }
    take(']');
    return items;
  }

  function readValue(depth: number): unknown {
    skipSpace();
    const first = text[at] ?? '';
    if ('{['.includes(first) && first !== '' && depth > 16) throw new SyntaxError('too deep');
    let value: unknown;
    if (first === '{') value = readMembers(depth);
    else if (first === '[') value = readItems(depth);
    // One string at a time, of known grammar: JSON.parse only resolves its escapes.
    else if (first === '"') value = JSON.parse(readString());
    else if (/[-0-9]/.test(first)) value = Number(match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/));
    else value = { true: true, false: false, null: null }[match(/true|false|null/)];
    skipSpace();
    return value;
  }

  return { readValue, isAtEnd: () => at === text.length };
}
