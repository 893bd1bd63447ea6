/** The colours of one scheme, `#rrggbb`. What must be told apart from what is in the test of this file. */
export interface Palette {
  /** Behind everything. */
  readonly ground: string;
  /** Behind forms and lists; the accent stands on it, as links and focus rings. */
  readonly panel: string;
  /** Behind notices and badges. */
  readonly soft: string;
  readonly ink: string;
  /** Hints and other text of less weight. */
  readonly quiet: string;
  /** Hairlines that only please. */
  readonly line: string;
  /** Around what can be filled in or pressed. */
  readonly edge: string;
  readonly bad: string;
  readonly badGround: string;
}

export const lightPalette: Palette = {
  ground: '#f5f6f7',
  panel: '#ffffff',
  soft: '#f1f3f5',
  ink: '#13171d',
  quiet: '#5a626e',
  line: '#e2e5e9',
  edge: '#858d99',
  bad: '#b3261e',
  badGround: '#fdf3f2',
};

export const darkPalette: Palette = {
  ground: '#0d0f12',
  panel: '#16191e',
  soft: '#20242b',
  ink: '#eceef1',
  quiet: '#a1a8b3',
  line: '#2a2f37',
  edge: '#737b88',
  bad: '#ff9b92',
  badGround: '#2b1a1b',
};

/** Where no other accent is chosen. */
export const defaultAccent = '#0b6b5d';
export const defaultAccentDark = '#63cdb8';

/** WCAG 2.2, 1.4.3: the accent is text wherever it is a link. */
export const accentContrast = 4.5;
