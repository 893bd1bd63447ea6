import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeContrast } from '../../src/appearance/colour.ts';
import {
  accentContrast,
  darkPalette,
  defaultAccent,
  defaultAccentDark,
  lightPalette,
} from '../../src/appearance/palette.ts';

for (const [scheme, palette, accent] of [
  ['light', lightPalette, defaultAccent],
  ['dark', darkPalette, defaultAccentDark],
] as const) {
  describe(`the ${scheme} palette`, () => {
    const { ground, panel, soft, ink, quiet, edge, bad, badGround } = palette;

    it('WCAG 1.4.3 has text that can be read wherever it stands', () => {
      const texts = [
        [ink, ground],
        [ink, panel],
        [ink, soft],
        [ink, badGround],
        [quiet, ground],
        [quiet, panel],
        [bad, panel],
        [bad, badGround],
        [accent, panel],
      ] as const;
      for (const [text, behind] of texts) {
        const contrast = computeContrast(text, behind);
        assert.ok(contrast >= accentContrast, `${text} on ${behind}: ${contrast}`);
      }
    });

    it('WCAG 1.4.11 has fields, buttons and focus rings that stand out', () => {
      const edges = [
        [edge, panel],
        [edge, ground],
        [bad, panel],
        [accent, panel],
        [accent, ground],
      ] as const;
      for (const [around, behind] of edges) {
        const contrast = computeContrast(around, behind);
        assert.ok(contrast >= 3, `${around} on ${behind}: ${contrast}`);
      }
    });
  });
}
