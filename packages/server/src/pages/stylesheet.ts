import { chooseInk, mixColours } from '../appearance/colour.ts';
import { darkPalette, lightPalette, type Palette } from '../appearance/palette.ts';
import type { AppearanceConfig } from '../config/config.ts';

/**
 * The look of every page. It travels inside the page, allowed by its hash: one request fewer, nothing to cache wrongly,
 * and no other style can be slipped in. It must hold no character that HTML escapes (no child combinator, no quotes, no
 * nesting selector): it passes through the same template as everything else, and its hash is over what arrives.
 *
 * Sizes follow the reader's own; what can be pressed is 44 px high. Nothing moves, for nobody. Every surface has a border,
 * since forced colours leave nothing else of it.
 */
export function createStylesheet(appearance: Pick<AppearanceConfig, 'accent' | 'accentDark' | 'corner'>): string {
  return compact(`
:root {
  color-scheme: light dark;
  --radius: ${appearance.corner === 'round' ? '.5rem' : '0'};
  --shadow: 0 1px 2px #1018280d, 0 1rem 2.5rem -1.5rem #10182833;
  ${declareColours(lightPalette, appearance.accent)}
}
@media (prefers-color-scheme: dark) {
  :root { --shadow: none; ${declareColours(darkPalette, appearance.accentDark)} }
}
@media (prefers-contrast: more) {
  :root { --quiet: var(--ink); --line: var(--edge); --edge: var(--ink); }
}
* { box-sizing: border-box; }
body {
  display: flex; flex-direction: column; align-items: center; min-height: 100vh; margin: 0;
  padding: clamp(1rem, 9vh, 6rem) 1rem 1.5rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
}
main { width: 100%; max-width: 26rem; }
.wide { max-width: 44rem; }
.panel {
  margin-bottom: 1.5rem; padding: 2.25rem; background: var(--panel); border: 1px solid var(--line);
  border-radius: calc(var(--radius) * 1.75); box-shadow: var(--shadow);
}
h1, h2, h3, p, ul, dl, dd { margin: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -.02em; }
h2 { font-size: 1.0625rem; letter-spacing: -.01em; }
h3 { font-size: 1rem; }
h1, h2, h3, strong { font-weight: 600; }
ul { padding: 0; list-style: none; }
svg {
  flex: none; width: 1.25rem; height: 1.25rem; fill: none; stroke: currentColor;
  stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round;
}
.top { display: flex; justify-content: space-between; align-items: center; gap: 1rem; margin-bottom: 1.75rem; }
.top form { margin: 0; }
.brand { display: flex; align-items: center; gap: .625rem; font-weight: 600; letter-spacing: -.01em; }
.mark { width: 2.25rem; height: 2.25rem; padding: .3125rem; stroke-width: 2; background: var(--accent); color: var(--on-accent); border-radius: var(--radius); }
.lead, .text { margin-top: .375rem; }
.lead, .quiet, .hint, dt, time { color: var(--quiet); }
.lead strong { color: var(--ink); }
.quiet, .hint, .problem, time { font-size: .875rem; }
a { color: var(--accent); text-underline-offset: .2em; text-decoration-thickness: 1px; }
form { margin-top: 1.75rem; }
.field { margin-bottom: 1.25rem; }
label { font-size: .9375rem; font-weight: 600; }
.hint { margin-top: .125rem; }
.problem { margin-top: .125rem; color: var(--bad); font-weight: 500; }
input[type=text], input[type=email], input[type=password] {
  width: 100%; min-height: 2.75rem; margin-top: .375rem; padding: .5rem .75rem; font: inherit; color: inherit;
  background: var(--panel); border: 1px solid var(--edge); border-radius: var(--radius);
}
input[aria-invalid=true] { border-color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad); }
.check { display: flex; align-items: center; gap: .625rem; min-height: 2.75rem; margin-bottom: .75rem; font-size: 1rem; font-weight: 400; }
input[type=checkbox] { flex: none; width: 1.125rem; height: 1.125rem; margin: 0; accent-color: var(--accent); }
button, .button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 2.75rem; padding: .5rem 1.125rem;
  font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: var(--radius);
}
button:hover { background: var(--accent-hover); border-color: var(--accent-hover); }
.second { color: var(--ink); background: transparent; border-color: var(--edge); font-weight: 500; }
.second:hover { background: var(--soft); border-color: var(--edge); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.choices { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .75rem; margin-top: 1.75rem; }
.choices form { margin: 0; }
.choices button, .choices .button, .submit { width: 100%; }
.after { margin-top: 1.5rem; color: var(--quiet); }
.summary, .notice { margin-top: 1.5rem; padding: .75rem 1rem; background: var(--soft); border: 1px solid var(--line); border-radius: var(--radius); }
.summary { background: var(--bad-ground); border-color: var(--bad); }
.summary { font-size: .9375rem; }
.summary h2 { font-size: 1rem; letter-spacing: 0; color: var(--bad); }
.summary li { margin-top: .25rem; }
.summary a { color: inherit; }
section { margin-top: 1.5rem; }
.asks li { display: flex; gap: .625rem; padding-top: .5rem; }
.asks svg { margin-top: .125rem; color: var(--accent); }
.rows { margin-top: 1.25rem; }
.rows div { display: grid; grid-template-columns: 9rem 1fr; gap: 1rem; padding: .625rem 0; border-top: 1px solid var(--line); }
.sessions { margin-top: 1rem; }
.sessions ~ .choices { grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); }
.session { display: flex; align-items: flex-start; gap: 1rem; padding: 1.25rem 0; border-top: 1px solid var(--line); }
.rows div:last-child, .session:last-child { padding-bottom: 0; }
.session div { flex: 1; }
.session form { margin: 0; }
.session dl { display: grid; grid-template-columns: 6rem 1fr; gap: .125rem 1rem; margin-top: .375rem; font-size: .9375rem; }
.badge { padding: .0625rem .5rem; font-size: .8125rem; font-weight: 500; white-space: nowrap; background: var(--soft); border: 1px solid var(--line); border-radius: 1rem; }
summary { padding: .125rem 0; cursor: pointer; }
@media (pointer: coarse) { summary { padding: .625rem 0; } }
details li { padding: .125rem 0 0 1rem; color: var(--quiet); font-size: .875rem; }
nav { display: flex; flex-wrap: wrap; justify-content: center; gap: 0 1.5rem; font-size: .875rem; }
nav a { display: inline-flex; align-items: center; min-height: 2.75rem; color: var(--quiet); text-decoration: none; }
nav a:hover { text-decoration: underline; }
@media (max-width: 34rem) {
  body { padding-top: 1rem; }
  .panel { padding: 1.5rem 1.25rem; }
  .rows div { grid-template-columns: 6rem 1fr; gap: .75rem; }
  .session { flex-wrap: wrap; gap: .75rem; }
  .session dl { grid-template-columns: 5.75rem 1fr; gap: .125rem .5rem; }
  .session form, .session button { width: 100%; }
}
`);
}

function declareColours(palette: Palette, accent: string): string {
  const ink = chooseInk(accent);
  const hover = mixColours(accent, ink === '#ffffff' ? '#000000' : '#ffffff', 0.12);
  return `--ground: ${palette.ground}; --panel: ${palette.panel}; --soft: ${palette.soft}; --ink: ${palette.ink};
    --quiet: ${palette.quiet}; --line: ${palette.line}; --edge: ${palette.edge}; --bad: ${palette.bad};
    --bad-ground: ${palette.badGround}; --accent: ${accent}; --on-accent: ${ink}; --accent-hover: ${hover};`;
}

/** Without what only serves who writes it. No selector above has a space before its colon, so none is joined to another. */
function compact(css: string): string {
  return css
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};:,]) ?/g, '$1')
    .replaceAll(';}', '}')
    .trim();
}
