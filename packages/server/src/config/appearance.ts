import { z } from 'zod';
import { reachContrast } from '../appearance/colour.ts';
import { accentContrast, darkPalette, defaultAccent, defaultAccentDark } from '../appearance/palette.ts';
import type { AppearanceConfig } from './config.ts';
import { explain, oneOf, strictObject, text } from './schema-parts.ts';

const colour = z
  .string(explain('must be a colour', 'Write it as #rrggbb, such as #0b6b5d.'))
  .regex(/^#[0-9a-f]{6}$/i, {
    error: 'is no colour of the form #rrggbb\nWrite six hexadecimal digits, such as #0b6b5d.',
  })
  .transform((value) => value.toLowerCase());

const address = text('an address').optional();

/** Long enough for a company's name, short enough for one line of a telephone and the title of a tab. */
const maxNameCharacters = 40;

/** How pages look, defaults filled in. Whether colours can be read and addresses opened is for rules/appearance.ts. */
export const appearanceSchema: z.ZodType<AppearanceConfig> = strictObject(
  {
    name: text('a name')
      .max(maxNameCharacters, explain(`must not be longer than ${maxNameCharacters} characters`, 'Shorten it.'))
      .default('Latchkey'),
    accent: colour.optional(),
    accentDark: colour.optional(),
    corner: oneOf(['round', 'square']).default('round'),
    supportUrl: address,
    privacyUrl: address,
    termsUrl: address,
  },
  "{ name: …, accent: '#rrggbb', … }",
)
  .prefault({})
  .transform(({ accent, accentDark, supportUrl, privacyUrl, termsUrl, ...rest }) => ({
    ...rest,
    accent: accent ?? defaultAccent,
    accentDark: accentDark ?? (accent === undefined ? defaultAccentDark : lighten(accent)),
    supportUrl,
    privacyUrl,
    termsUrl,
  }));

/** Whoever names one colour gets it in dark pages too, as light as they need it. */
function lighten(accent: string): string {
  return reachContrast(accent, darkPalette.panel, accentContrast);
}
