import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { createEventStreamParser } from '../../src/feed/event-stream-parser.ts';

function parse(...pieces: readonly string[]): readonly string[] {
  const parser = createEventStreamParser(1_000);
  return pieces.flatMap((piece) => parser.push(piece) ?? ['TOO LONG']);
}

describe('an event stream', () => {
  it('gives the data of each event when its empty line has come', () => {
    assert.deepEqual(parse('id: 1\ndata: one\n\ndata:two\n\n'), ['one', 'two']);
    assert.deepEqual(parse('data: one\n'), []);
    assert.deepEqual(parse('data: one\n', '\n'), ['one']);
  });

  it('joins several data lines and leaves out comments, other fields and events without data', () => {
    assert.deepEqual(parse(': hello\n\ndata: a\ndata\ndata:  b\nevent: x\nretry: 5\nthing\n\nid: 3\n\n'), ['a\n\n b']);
  });

  it('is the same with each of the three line ends, however it is cut into pieces', () => {
    const text = ['id: 1', 'data: one', '', ': beat', '', 'data: two', 'data: three', '', ''];
    fc.assert(
      fc.property(fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(80), { maxLength: 12 }), (end, cuts) => {
        const whole = text.join(end);
        const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, whole.length)), whole.length])];
        places.sort((one, other) => one - other);
        const pieces = places.slice(1).map((place, index) => whole.slice(places[index], place));
        assert.deepEqual(parse(...pieces), ['one', 'two\nthree']);
      }),
      { seed: testSeed(), numRuns: 1_000 },
    );
  });

  it('may be long and come in the smallest pieces', () => {
    const parser = createEventStreamParser(1_000_000);
    const events: string[] = [];
    for (const character of `data: ${'x'.repeat(900_000)}\n\n`) events.push(...(parser.push(character) ?? []));
    assert.deepEqual(events, ['x'.repeat(900_000)]);
  });

  it('is given up when an event is too long, in one line or many, finished or not', () => {
    const long = 'x'.repeat(600);
    assert.deepEqual(parse(`data: ${long}\n\n`), [long]);
    assert.equal(createEventStreamParser(1_000).push('x'.repeat(1_001)), undefined);
    assert.equal(createEventStreamParser(1_000).push(`data: ${long}\ndata: ${long}\n\n`), undefined);
    const parser = createEventStreamParser(1_000);
    assert.deepEqual(parser.push(`data: ${long}`), []);
    assert.equal(parser.push(long), undefined);
    assert.equal(createEventStreamParser(1_000).push(`data: ${long}${long}\n\n`), undefined);
  });
});
