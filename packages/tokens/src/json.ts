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
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  return isJsonObject(value) && hasEachMemberOnce(text, value) ? value : undefined;
}

/** Of a text and what was parsed from it; false too for what nests too deep or has `__proto__`. */
function hasEachMemberOnce(text: string, value: JsonObject): boolean {
  const members = countMembers(value, 1);
  if (Number.isNaN(members)) return false;
  // Nearly every issuer writes as JSON.stringify does, which writes no member twice: a text that equals its has none
  // twice. Counting takes several times as long. Names with escapes are for the counting to refuse.
  if (!text.includes('\\') && JSON.stringify(value) === text) return true;
  // A member written twice is kept once, so the text then has more members than the value.
  return members === countWrittenMembers(text);
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
  for (const name of Object.keys(value)) {
    if (name === '__proto__') return Number.NaN;
    const member = value[name];
    // Most members are scalars, which have nothing below them.
    count += typeof member === 'object' ? 1 + countMembers(member, depth + 1) : 1;
  }
  return count;
}

/**
 * Members as written in a text known to be JSON: each has exactly one colon outside strings. NaN when the string before a
 * colon, the name, has an escape in it.
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

const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);
const colon = ':'.charCodeAt(0);
