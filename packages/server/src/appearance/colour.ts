/** Colours are `#rrggbb`, in lower case or not; nothing else is understood. */

/**
 * How well two colours can be told apart, from 1 (not at all) to 21 (black on white). WCAG 2.2 asks for 4.5 between text and
 * what it stands on, and for 3 around what can be operated.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export function computeContrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [computeLuminance(one), computeLuminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** White or black text, whichever can be read on this; white where both can. One of the two always reaches 4.5. */
export function chooseInk(background: string): '#ffffff' | '#000000' {
  return computeContrast('#ffffff', background) >= 4.5 ? '#ffffff' : '#000000';
}

/** A colour with some of another in it. @param share - of the other, 0 to 1. */
export function mixColours(one: string, other: string, share: number): string {
  const others = readChannels(other);
  const mixed = readChannels(one).map((channel, at) => Math.round(channel * (1 - share) + (others[at] ?? 0) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** The colour itself, or the first darker (on a dark background lighter) one that reaches the contrast; at the end black or white. */
export function reachContrast(colour: string, background: string, contrast: number): string {
  const end = chooseInk(background);
  for (let percent = 0; percent < 100; percent += 2) {
    const candidate = mixColours(colour, end, percent / 100);
    if (computeContrast(candidate, background) >= contrast) return candidate;
  }
  return end;
}

/** Relative luminance, 0 to 1. */
function computeLuminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = readChannels(colour).map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function readChannels(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
