import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeContrast } from '../../src/appearance/colour.ts';
import { darkPalette } from '../../src/appearance/palette.ts';
import { goodInput, type LooseInput, listProblems, resolveInput } from './sample-input.ts';

describe('appearanceSchema', () => {
  const read = async (appearance: LooseInput) =>
    (await resolveInput({ ...goodInput, issuer: 'http://localhost:4000', tls: undefined, clients: [], appearance }))
      .config.appearance;

  it('takes what is written, colours in lower case', async () => {
    const written = { name: 'Acme', accent: '#5B2BD9', accentDark: '#A48BF0', corner: 'square' };
    assert.deepEqual(await read({ ...written, supportUrl: 'https://example.com/help' }), {
      name: 'Acme',
      accent: '#5b2bd9',
      accentDark: '#a48bf0',
      corner: 'square',
      supportUrl: 'https://example.com/help',
      privacyUrl: undefined,
      termsUrl: undefined,
    });
  });

  it('lightens an accent for dark pages until it can be read there', async () => {
    for (const accent of ['#000000', '#5b2bd9', '#0000ff', '#8b0000']) {
      const { accentDark } = await read({ accent });
      assert.ok(computeContrast(accentDark, darkPalette.panel) >= 4.5, `${accent}: ${accentDark}`);
    }
  });

  it('complains once of an accent that is no colour', async () => {
    const { problems } = await listProblems({ ...goodInput, appearance: { accent: 'red' } });
    assert.equal(problems.length, 1);
  });
});
