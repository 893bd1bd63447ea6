/** A JSON value as `JSON.parse` makes it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. Read members with brackets: `claims['iss']`. */
export interface JsonObject {
  readonly [member: string]: JsonValue | undefined;
}

/** Objects and arrays may nest this deep, the outermost counted. No token of ours passes 3. */
const maxDepth = 16;

/**
 * Parse the text of one JSON object that every parser reads the same way.
 *
 * Refuses duplicate members at any depth (parsers disagree which one counts; RFC 7515 §4 forbids them in a header), escapes
 * in a member's name (it would have two spellings, and V8 may read it as another name: nodejs/node#63785), members named
 * `__proto__`, more than 16 levels, and every value that is not an object.
 *
 * Does not check the length of the text, the types of members, or that numbers fit a double.
 *
 * @returns Undefined when refused or no JSON.
 * @see RFC 8259 §4, RFC 8725 §2.4
 */
export function parseJsonObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isJsonObject(value) && countMembers(value, 1) === countWrittenMembers(text) ? value : undefined;
}

// A byte order mark is kept, so that JSON.parse refuses it: with and without it would be two spellings.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * {@link parseJsonObject} from bytes, refusing those that are no UTF-8 and a byte order mark. Of plain text, ASCII without
 * a backslash, nearly all tokens are made, and it is judged in one pass over the bytes.
 *
 * @see RFC 8259 §8.1
 */
export function parseJsonObjectBytes(bytes: Buffer): JsonObject | undefined {
  const written = countPlainMembers(bytes);
  if (written !== undefined) {
    const value = parseJson(bytes.toString('latin1'));
    return isJsonObject(value) && countMembers(value, 1) === written ? value : undefined;
  }
  try {
    return parseJsonObject(strictUtf8.decode(bytes));
  } catch {
    return undefined;
  }
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Whether a JSON value is an object: neither a scalar, nor null, nor an array. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a JSON value is an array. Unlike `Array.isArray` it keeps the type of the items. */
export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Members in the value and all below it; NaN, which equals no count, when it nests too deep or has `__proto__`. */
function countMembers(value: JsonValue | undefined, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > maxDepth) return Number.NaN;
  let count = 0;
  if (isJsonArray(value)) {
    for (const item of value) count += countMembers(item, depth + 1);
    return count;
  }
  if (Object.hasOwn(value, '__proto__')) return Number.NaN;
  count = Object.keys(value).length;
  // Names, and not `Object.values`, which takes three times as long: this runs for each token.
  for (const name in value) {
    const member = value[name];
    // Most members are scalars, which have nothing below them.
    if (typeof member === 'object' && Object.hasOwn(value, name)) count += countMembers(member, depth + 1);
  }
  return count;
}

/**
 * Members as written in a text known to be JSON: each has exactly one colon outside strings. A member written twice is kept
 * once by `JSON.parse`, so the text then has more of them than the value. NaN when the string before a colon, the name, has
 * an escape in it.
 */
function countWrittenMembers(text: string): number {
  let count = 0;
  let insideString = false;
  let hasEscape = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === quote) {
      insideString = !insideString;
      if (insideString) hasEscape = false;
    } else if (unit === backslash) {
      hasEscape = true;
      index += 1;
    } else if (unit === colon && !insideString) {
      if (hasEscape) return Number.NaN;
      count += 1;
    }
  }
  return count;
}

/** {@link countWrittenMembers} of bytes; undefined unless they are ASCII without a backslash, where every quote is a border. */
function countPlainMembers(bytes: Uint8Array): number | undefined {
  let count = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    // Whatever else stands outside strings and is not ASCII is no JSON.
    if (byte === colon) count += 1;
    else if (byte === quote) {
      const end = findPlainStringEnd(bytes, index + 1);
      if (end === undefined) return undefined;
      index = end;
    }
  }
  return count;
}

/** Where the string that goes on at `start` has its closing quote; undefined when it is not plain, or has none. */
function findPlainStringEnd(bytes: Uint8Array, start: number): number | undefined {
  for (let index = start; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === quote) return index;
    if (byte === backslash || byte > greatestAscii) return undefined;
  }
  return undefined;
}

const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);
const colon = ':'.charCodeAt(0);
const greatestAscii = 0x7f;
