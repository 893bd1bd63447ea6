import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { html, renderHtml } from '../../src/pages/html.ts';

describe('html', () => {
  it('escapes every character that could end text or an attribute', () => {
    const value = `&<>"'`;
    assert.equal(
      renderHtml(html`<p title="${value}">${value}</p>`),
      '<p title="&amp;&lt;&gt;&quot;&#39;">&amp;&lt;&gt;&quot;&#39;</p>',
    );
  });

  it('keeps its own markup as it is, nested and in lists', () => {
    const items = ['<a>', '<b>'].map((text) => html`<li>${text}</li>`);
    assert.equal(renderHtml(html`<ul>${items}</ul>`), '<ul><li>&lt;a&gt;</li><li>&lt;b&gt;</li></ul>');
  });

  it('shows nothing for undefined and false, and numbers as they are', () => {
    assert.equal(renderHtml(html`[${undefined}${false}${0}${12}]`), '[012]');
  });

  it('does not take an object that only looks like markup for markup', () => {
    const forged = { text: '<script>' } as unknown as string;
    assert.throws(() => html`${forged}`);
  });

  it('lets no value, whatever it is, open a tag, leave an attribute or make an entity', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const text = renderHtml(html`<i a="${value}">${value}</i>`);
        const [, attribute = '', content = ''] = /^<i a="([^"]*)">([^<]*)<\/i>$/s.exec(text) ?? [];
        for (const escaped of [attribute, content]) {
          const decoded = escaped
            .replaceAll('&lt;', '<')
            .replaceAll('&gt;', '>')
            .replaceAll('&quot;', '"')
            .replaceAll('&#39;', "'")
            .replaceAll('&amp;', '&');
          assert.equal(decoded, value);
        }
      }),
      { seed: testSeed() },
    );
  });
});
