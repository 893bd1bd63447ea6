import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { chooseInk, computeContrast, mixColours, reachContrast } from '../../src/appearance/colour.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('computeContrast', () => {
  it('is 21 for black on white and 1 for a colour on itself, whichever is in front', () => {
    assert.equal(computeContrast('#000000', '#ffffff'), 21);
    assert.equal(computeContrast('#FFFFFF', '#000000'), 21);
    assert.equal(computeContrast('#0b6b5d', '#0b6b5d'), 1);
  });

  // As the WCAG formula gives them, worked out by hand: #777777 is the grey that just fails, #767676 the one that passes.
  it('tells the grey that can be read on white from the one that cannot', () => {
    assert.ok(computeContrast('#767676', '#ffffff') >= 4.5);
    assert.ok(computeContrast('#777777', '#ffffff') < 4.5);
    assert.equal(computeContrast('#ff0000', '#ffffff').toFixed(2), '4.00');
    assert.equal(computeContrast('#00ff00', '#ffffff').toFixed(2), '1.37');
    assert.equal(computeContrast('#0000ff', '#ffffff').toFixed(2), '8.59');
  });
});

describe('chooseInk', () => {
  it('can always be read', () => {
    fc.assert(
      fc.property(colour, (background) => computeContrast(chooseInk(background), background) >= 4.5),
      { seed: testSeed() },
    );
  });

  it('is white where both could be read', () => {
    assert.equal(chooseInk('#767676'), '#ffffff');
    assert.equal(chooseInk('#63cdb8'), '#000000');
  });
});

describe('mixColours', () => {
  it('takes its share of the other', () => {
    assert.equal(mixColours('#000000', '#ffffff', 0), '#000000');
    assert.equal(mixColours('#000000', '#ffffff', 1), '#ffffff');
    assert.equal(mixColours('#102030', '#302010', 0.5), '#202020');
  });
});

describe('reachContrast', () => {
  it('leaves alone what is enough', () => assert.equal(reachContrast('#0b6b5d', '#ffffff', 4.5), '#0b6b5d'));

  it('reaches it from any colour on light and on dark', () => {
    fc.assert(
      fc.property(colour, fc.constantFrom('#ffffff', '#16191e'), (from, background) => {
        assert.ok(computeContrast(reachContrast(from, background, 4.5), background) >= 4.5);
      }),
      { seed: testSeed() },
    );
  });

  it('goes no further than it must', () => {
    const found = reachContrast('#ffcc00', '#ffffff', 4.5);
    assert.ok(computeContrast(found, '#ffffff') < 5, found);
  });
});
