import { z } from 'zod';
import type { SecretSource } from './config-input.ts';
import type { NumberSetting } from './number-settings.ts';

/**
 * The building blocks of the schema. Each says what a value must be and what to do otherwise; the two travel through
 * zod's one message as two lines. No message ever holds the value itself.
 */
export interface Explained {
  readonly error: (issue: { readonly input: unknown }) => string;
}

/** Both halves again. */
export function splitMessage(message: string): { readonly what: string; readonly remedy: string } {
  const [what = '', remedy = 'Change it.'] = message.split('\n');
  return { what, remedy };
}

/** @param what - after the path: `must be …`. @param remedy - one sentence. */
export function explain(what: string, remedy: string): Explained {
  return { error: ({ input }) => `${input === undefined ? 'is missing: it ' : ''}${what}\n${remedy}` };
}

/** An object without other members than these. Unknown ones are reported with the names that would be known. */
export function strictObject<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  example: string,
): z.ZodObject<Shape, z.core.$strict> {
  const names = Object.keys(shape).join(' ');
  const wrong = explain('must be an object', `Write ${example}.`);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? `is not known\n${names}` : wrong.error(issue)),
  });
}

export function text(meaning: string): z.ZodString {
  const wrong = explain(`must be ${meaning}`, 'Set it to a text that is not empty.');
  return z.string(wrong).min(1, wrong).max(2_048, explain('must not be longer than 2048 characters', 'Shorten it.'));
}

export function wholeNumber(range: { readonly min: number; readonly max: number }, remedy: string): z.ZodNumber {
  const wrong = explain(`must be a whole number from ${range.min} to ${range.max}`, remedy);
  return z.number(wrong).int(wrong).min(range.min, wrong).max(range.max, wrong);
}

export function withDefault(setting: NumberSetting): z.ZodDefault<z.ZodNumber> {
  const remedy = `Set it to one, or leave it out for the default of ${setting.default}.`;
  return wholeNumber(setting, remedy).default(setting.default);
}

/** One optional number for each row, and the defaults of all when the object is left out. */
export function numbers<Names extends string>(
  rows: Readonly<Record<Names, NumberSetting>>,
): z.ZodType<Record<Names, number>> {
  const entries = Object.entries<NumberSetting>(rows).map(([name, setting]) => [name, withDefault(setting)] as const);
  const schema: z.ZodType = strictObject(Object.fromEntries(entries), '{ … } with the settings to change').prefault({});
  // Object.fromEntries forgets the names of its members; `rows` is what proves them.
  return schema as z.ZodType<Record<Names, number>>;
}

export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values): z.ZodType<Values[number]> {
  return z.enum(values, explain(`must be one of ${values.join(', ')}`, 'Choose one of them.'));
}

export function listOf<Item extends z.ZodType>(item: Item): z.ZodArray<Item> {
  return z.array(item, explain('must be a list', 'Write [ … ], also for a single entry.'));
}

export function flag(): z.ZodDefault<z.ZodBoolean> {
  return z.boolean(explain('must be true or false', 'Write it without quotation marks.')).default(false);
}

/** Name → value, with names of any letters. */
export function recordOf<Value extends z.ZodType>(
  value: Value,
  example: string,
): z.ZodType<Record<string, z.output<Value>>> {
  return z.record(z.string(), value, explain('must be an object', `Write ${example}.`));
}

const fromElsewhere = explain(
  'must say where the secret comes from, and not be the secret itself',
  "Write { env: 'NAME' }, { file: 'path' } or { generate: true }; if a secret stands here, treat it as leaked and replace it.",
);

const secretSource: z.ZodType<SecretSource> = z.union(
  [
    z.strictObject({ env: z.string().min(1) }),
    z.strictObject({ file: z.string().min(1) }),
    z.strictObject({ generate: z.literal(true) }),
  ],
  fromElsewhere,
);

/** One source of a secret or a list of them; a list comes out. */
export function secretSources(): z.ZodType<readonly SecretSource[]> {
  const toList = (value: unknown): unknown => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
  return z.preprocess(toList, z.array(secretSource, fromElsewhere));
}
