import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import { parseJsonObject } from '@latchkey/tokens/json';
import fc from 'fast-check';

/** A JSON value as a tree that can, other than a JavaScript object, hold a member twice. */
type Tree =
  | { readonly scalar: unknown }
  | { readonly items: readonly Tree[] }
  | { readonly members: readonly Member[] };
type Member = { readonly name: string; readonly value: Tree; readonly escaped: boolean };

// Few names, so that duplicates are common; characters that a careless scanner trips over.
const names = fc.constantFrom('a', 'b', 'a:b', ':', '{', '', '\u00e9', '"', '\\');
const rarely = fc.nat({ max: 9 }).map((draw) => draw === 0);
const scalars = fc.oneof(names, fc.integer(), fc.boolean(), fc.constant(null));
const trees = fc.letrec<{ tree: Tree; members: Tree }>((tie) => ({
  members: fc.record({
    members: fc.array(fc.record({ name: names, value: tie('tree'), escaped: rarely }), { maxLength: 3 }),
  }),
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({ scalar: scalars }),
    fc.record({ items: fc.array(tie('tree'), { maxLength: 3 }) }),
    tie('members'),
  ),
})).members;

/** Compactly, as `JSON.stringify` does, or with a gap where one may be. */
function write(tree: Tree, gap: string): string {
  if ('scalar' in tree) return JSON.stringify(tree.scalar);
  if ('items' in tree) return `[${tree.items.map((item) => write(item, gap)).join(`${gap},`)}]`;
  const members = tree.members.map((member) => `${writeName(member)}${gap}:${gap}${write(member.value, gap)}`);
  return `{${members.join(',')}}`;
}

/** The same name may be written with escapes or without. */
function writeName({ name, escaped }: Member): string {
  if (!escaped) return JSON.stringify(name);
  return `"${[...name].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
}

/** Whether the same text could be read in two ways. */
function isAmbiguous(tree: Tree): boolean {
  if ('scalar' in tree) return false;
  if ('items' in tree) return tree.items.some(isAmbiguous);
  const distinct = new Set(tree.members.map((member) => member.name));
  if (distinct.size < tree.members.length) return true;
  return tree.members.some((member) => writeName(member).includes('\\') || isAmbiguous(member.value));
}

/** What the text says, without a parser. */
function evaluate(tree: Tree): unknown {
  if ('scalar' in tree) return tree.scalar;
  if ('items' in tree) return tree.items.map(evaluate);
  return Object.fromEntries(tree.members.map((member) => [member.name, evaluate(member.value)]));
}

describe('parseJsonObject', () => {
  it('V2 refuses an object exactly if a member is there twice or a name has an escape (RFC 8259 §4)', () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(trees, fc.constantFrom('', ' '), (tree, gap) => {
        const text = write(tree, gap);
        const parsed = parseJsonObject(text);
        assert.equal(parsed === undefined, isAmbiguous(tree), text);
        if (parsed === undefined) {
          refused += 1;
        } else {
          accepted += 1;
          assert.deepEqual(parsed, evaluate(tree));
        }
      }),
      { seed: testSeed(), numRuns: 3000 },
    );
    assert.ok(accepted > 300 && refused > 300, `${accepted} accepted, ${refused} refused`);
  });

  it('V2 refuses names that V8 misreads after it has met a backslash as a name (nodejs/node#63785)', () => {
    assert.ok(parseJsonObject('{"x":1,"y":2}'));
    JSON.parse('{"x":1,"\\\\":2}');
    assert.equal(parseJsonObject('{"x":1,"\\u0061":2}'), undefined);
    assert.equal(parseJsonObject('{"x":1,"\\"":2}'), undefined);
    assert.deepEqual(parseJsonObject('{"x":"\\u0061\\":"}'), { x: 'a":' }, 'escapes in values are fine');
  });

  it('V2 refuses a member named __proto__ at any depth', () => {
    assert.equal(parseJsonObject('{"__proto__":1}'), undefined);
    assert.equal(parseJsonObject('{"a":[{"__proto__":{}}]}'), undefined);
  });

  for (const text of ['[]', '1', '"a"', 'null', 'true', '', '{', '{"a":1}x', '\ufeff{}', '{"a":01}', "{'a':1}"]) {
    it(`refuses ${JSON.stringify(text)}, which is no JSON object`, () => {
      assert.equal(parseJsonObject(text), undefined);
    });
  }

  it('accepts 16 levels and refuses 17', () => {
    const nest = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    assert.notEqual(parseJsonObject(nest(16)), undefined);
    assert.equal(parseJsonObject(nest(17)), undefined);
    assert.equal(parseJsonObject(`{"a":${'{"a":'.repeat(16)}1${'}'.repeat(16)}}`), undefined);
  });

  it('survives nesting that would exhaust the stack', () => {
    assert.equal(parseJsonObject(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`), undefined);
  });
});
