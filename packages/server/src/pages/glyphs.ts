import { type Html, html } from './html.ts';

export type GlyphName = 'check' | 'desktop' | 'phone' | 'key';

/** Drawn in the colour of the text around them, and hidden from screen readers: they never say what words do not. */
const glyphs: Readonly<Record<GlyphName, Html>> = {
  check: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m5 12.5 4.5 4.5L19 7.5"/></svg>`,
  desktop: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 5h18v11H3zM8.5 20h7M12 16v4"/></svg>`,
  phone: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 3h10v18H7zM11 17.5h2"/></svg>`,
  /** A key, its teeth down: the mark of the authority. */
  key: html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M11.5 12H22v4M17.5 12v3"/><circle cx="7" cy="12" r="4.5"/></svg>`,
};

export function renderGlyph(name: GlyphName): Html {
  return glyphs[name];
}
