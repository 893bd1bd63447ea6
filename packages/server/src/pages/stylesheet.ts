import { createHash } from 'node:crypto';

/**
 * The look of every page. It travels inside the page, allowed by its hash: one request fewer, nothing to cache wrongly,
 * and no other style can be slipped in. It must hold no character that HTML escapes (no child combinator, no quotes):
 * it passes through the same template as everything else, and its hash is over what arrives.
 */
export const stylesheet: string = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --panel: #ffffff; --ink: #1c2330; --quiet: #5a6475; --line: #cfd5de;
  --accent: #1f5fbf; --accent-ink: #ffffff; --bad: #a4262c; --bad-ground: #fdf1f1; --note-ground: #eef4fd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161d; --panel: #1b212b; --ink: #e8ebf0; --quiet: #a3adbd; --line: #3a4453;
    --accent: #8ab4f8; --accent-ink: #10151c; --bad: #ff9c9c; --bad-ground: #35191c; --note-ground: #1a2a42;
  }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 26rem; margin: 0 auto; padding: 2rem; background: var(--panel); border: 1px solid var(--line); border-radius: .75rem; }
main.wide { max-width: 44rem; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 .5rem; font-size: 1.125rem; }
p, li, dd { overflow-wrap: anywhere; }
a { color: var(--accent); }
label { display: block; font-weight: 600; }
.field { margin: 0 0 1.25rem; }
.hint, .quiet { color: var(--quiet); font-size: .9rem; margin: .125rem 0; }
.problem { color: var(--bad); font-weight: 600; font-size: .9rem; margin: .125rem 0; }
input[type=text], input[type=email], input[type=password] {
  width: 100%; margin-top: .25rem; padding: .625rem .75rem; font: inherit; color: inherit;
  background: var(--ground); border: 1px solid var(--quiet); border-radius: .375rem;
}
input[aria-invalid=true] { border-color: var(--bad); border-width: 2px; }
.check { display: flex; gap: .5rem; align-items: baseline; font-weight: 400; margin: 0 0 1.25rem; }
button {
  padding: .625rem 1rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--accent-ink); background: var(--accent); border: 1px solid var(--accent); border-radius: .375rem;
}
button.second { color: var(--ink); background: transparent; border-color: var(--quiet); }
.wide-button button { width: 100%; }
.choices { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.summary { margin: 0 0 1.25rem; padding: .75rem 1rem; background: var(--bad-ground); border-left: 4px solid var(--bad); border-radius: .25rem; }
.summary h2 { margin: 0; font-size: 1rem; }
.summary ul { margin: .25rem 0 0; padding-left: 1.25rem; }
.notice { margin: 0 0 1.25rem; padding: .75rem 1rem; background: var(--note-ground); border-left: 4px solid var(--accent); border-radius: .25rem; }
.sessions { list-style: none; margin: 0; padding: 0; }
.sessions li { padding: 1rem 0; border-top: 1px solid var(--line); }
.sessions h3 { margin: 0; font-size: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .125rem 1rem; margin: .5rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; }
@media (max-width: 30rem) { body { padding: 0; } main { border: 0; border-radius: 0; min-height: 100vh; padding: 1.5rem 1rem; } dl { grid-template-columns: 1fr; } }
`;

/** The source expression of the style sheet for `style-src`, Content Security Policy 3 §2.3.1. */
export const stylesheetSource: string = `'sha256-${createHash('sha256').update(stylesheet).digest('base64')}'`;
