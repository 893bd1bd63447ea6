import { createHash } from 'node:crypto';
import type { AppearanceConfig } from '../config/config.ts';
import { createStylesheet } from './stylesheet.ts';

/** What all pages of one authority share; made once, handed to every render function. */
export interface PageTheme {
  /** Whose pages these are. */
  readonly name: string;
  readonly stylesheet: string;
  /** The source expression of the style sheet for `style-src`, Content Security Policy 3 §2.3.1. */
  readonly stylesheetSource: string;
  /** Shown below every page. */
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

/** Does not check the appearance: the configuration has been judged. */
export function createPageTheme(appearance: AppearanceConfig): PageTheme {
  const stylesheet = createStylesheet(appearance);
  const links = [
    { label: 'Help', url: appearance.supportUrl },
    { label: 'Privacy', url: appearance.privacyUrl },
    { label: 'Terms', url: appearance.termsUrl },
  ];
  return {
    name: appearance.name,
    stylesheet,
    stylesheetSource: `'sha256-${createHash('sha256').update(stylesheet).digest('base64')}'`,
    links: links.flatMap(({ label, url }) => (url === undefined ? [] : [{ label, url }])),
  };
}
