import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { html } from '../../src/pages/html.ts';
import { renderPage } from '../../src/pages/layout.ts';
import { createPageTheme } from '../../src/pages/theme.ts';
import { createSampleConfig } from '../sample-config.ts';
import { sampleTheme } from './sample-pages.ts';

describe('renderPage', () => {
  it('allows the one style sheet it carries by hash, and nothing else', async () => {
    const response = renderPage(sampleTheme, { title: 'T', body: html`` });
    const text = await response.text();
    const styles = [...text.matchAll(/<style>(.*?)<\/style>/gs)].map((match) => match[1] ?? '');
    assert.equal(styles.length, 1);
    const hash = createHash('sha256')
      .update(styles[0] ?? '')
      .digest('base64');
    assert.equal(
      response.headers.get('content-security-policy'),
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    );
    assert.doesNotMatch(text, /<script|style=|\son\w+=/i);
  });

  it('H4 is never stored, framed, sniffed, or named to other sites', () => {
    const { headers } = renderPage(sampleTheme, { title: 'T', body: html`` });
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('referrer-policy'), 'same-origin');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('x-frame-options'), 'DENY');
  });

  it('lets forms lead where the page says, besides here', () => {
    const { headers } = renderPage(sampleTheme, { title: 'T', body: html``, formTargets: ['https://app.example.com'] });
    assert.match(headers.get('content-security-policy') ?? '', /form-action 'self' https:\/\/app\.example\.com;/);
  });

  it('escapes the title', async () => {
    const text = await renderPage(sampleTheme, { title: '</title><script>', body: html`` }).text();
    assert.doesNotMatch(text, /<script/);
  });

  it('says its language and fits a small screen', async () => {
    const text = await renderPage(sampleTheme, { title: 'T', body: html`` }).text();
    assert.match(text, /<html lang="en">/);
    assert.match(text, /name="viewport"/);
  });

  it('shows whose page it is, and escapes that', async () => {
    const theme = createPageTheme({ ...createSampleConfig().appearance, name: 'Smith & <Sons>' });
    const text = await renderPage(theme, { title: 'T', body: html`` }).text();
    assert.match(text, /<title>T · Smith &amp; &lt;Sons&gt;<\/title>/);
    assert.match(text, /<\/svg>Smith &amp; &lt;Sons&gt;<\/p>/);
  });

  it('links to help, privacy and terms where there are any, and has no empty footer', async () => {
    const text = await renderPage(sampleTheme, { title: 'T', body: html`` }).text();
    assert.match(text, /<a href="https:\/\/example\.com\/help">Help<\/a>/);
    assert.match(text, /<a href="https:\/\/example\.com\/terms\?a=1&amp;b=2">Terms<\/a>/);
    const bare = createPageTheme(createSampleConfig().appearance);
    assert.doesNotMatch(await renderPage(bare, { title: 'T', body: html`` }).text(), /<footer|<nav/);
  });

  it('says first of all that something must be mended', async () => {
    const text = await renderPage(sampleTheme, { title: 'T', body: html``, hasProblems: true }).text();
    assert.match(text, /<title>Error: T · Latchkey<\/title>/);
  });
});
