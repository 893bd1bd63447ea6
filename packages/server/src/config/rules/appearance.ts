import type { ConfigProblem } from '@latchkey/host/config-problem';
import { computeContrast, reachContrast } from '../../appearance/colour.ts';
import { accentContrast, darkPalette, lightPalette } from '../../appearance/palette.ts';
import { findCredentialsFault, isProtected, parseUri } from '../uris.ts';
import type { Rule } from './rule.ts';

/**
 * Colours that can be read (WCAG 2.2, 1.4.3) and addresses that open. The text on a button is chosen to suit; the accent is
 * text itself, wherever it is a link, and must suit the page.
 */
export const checkAppearance: Rule = function* ({ settings: { appearance } }) {
  if (appearance === undefined) return;
  yield* checkAccent('appearance.accent', appearance.accent, lightPalette.panel, 'light');
  yield* checkAccent('appearance.accentDark', appearance.accentDark, darkPalette.panel, 'dark');
  for (const name of ['supportUrl', 'privacyUrl', 'termsUrl'] as const) {
    const address = appearance[name];
    if (address !== undefined) yield* checkAddress(`appearance.${name}`, address);
  }
};

function* checkAccent(path: string, accent: string, panel: string, scheme: 'light' | 'dark'): Iterable<ConfigProblem> {
  const contrast = computeContrast(accent, panel);
  if (contrast >= accentContrast) return;
  // Rounded down: 4.49 must not read as 4.5.
  const stated = Math.floor(contrast * 10) / 10;
  yield {
    path,
    what: `has a contrast of ${stated}:1 on ${scheme} pages, where links need ${accentContrast}:1 to be read`,
    remedy: `Use ${reachContrast(accent, panel, accentContrast)} or a ${scheme === 'light' ? 'darker' : 'lighter'} one.`,
  };
}

function* checkAddress(path: string, address: string): Iterable<ConfigProblem> {
  const uri = parseUri(address);
  if (uri === undefined || !isProtected(uri)) {
    yield {
      path,
      what: 'is no https address',
      remedy: 'Write it whole, such as https://example.com/help; http is for localhost, 127.0.0.1 and [::1] alone.',
    };
    return;
  }
  const fault = findCredentialsFault(uri);
  if (fault !== undefined) yield { path, ...fault };
}
