import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { html, renderHtml } from '../../src/pages/html.ts';
import { createStylesheet } from '../../src/pages/stylesheet.ts';
import { createSampleConfig } from '../sample-config.ts';

const { appearance } = createSampleConfig();

describe('createStylesheet', () => {
  it('passes through the template unchanged, since its hash is over what arrives', () => {
    const css = createStylesheet(appearance);
    assert.equal(renderHtml(html`${css}`), css);
  });

  it('opens and closes every block, and leaves no setting unfilled', () => {
    const css = createStylesheet(appearance);
    assert.equal(css.split('{').length, css.split('}').length);
    assert.doesNotMatch(css, /undefined|NaN|\$|\n/);
    for (const [, name = ''] of css.matchAll(/var\((--[a-z-]+)\)/g)) assert.ok(css.includes(`${name}:`), name);
  });

  it('keeps to what the reader asks of a page: dark, more contrast, a small screen, a finger', () => {
    const css = createStylesheet(appearance);
    for (const query of ['prefers-color-scheme:dark', 'prefers-contrast:more', 'max-width', 'pointer:coarse']) {
      assert.ok(css.includes(query), query);
    }
    assert.doesNotMatch(css, /transition|animation/);
  });

  it('has the accents, with black or white on them, and the corners', () => {
    const css = createStylesheet({ accent: '#5b2bd9', accentDark: '#a48bf0', corner: 'square' });
    assert.match(css, /--accent:#5b2bd9;--on-accent:#ffffff;/);
    assert.match(css, /--accent:#a48bf0;--on-accent:#000000;/);
    assert.match(css, /--radius:0;/);
  });
});
