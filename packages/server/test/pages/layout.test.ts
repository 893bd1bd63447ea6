import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { html } from '../../src/pages/html.ts';
import { renderPage } from '../../src/pages/layout.ts';
import { createPageTheme } from '../../src/pages/theme.ts';
import { createSampleConfig } from '../sample-config.ts';
import { sampleTheme } from './sample-pages.ts';

describe('renderPage', () => {
  it('allows the one style sheet it carries by hash, and nothing else', () => {
    const response = renderPage(sampleTheme, { title: 'T', body: html`` });
    const text = String(response.body);
    const styles = [...text.matchAll(/<style>(.*?)<\/style>/gs)].map((match) => match[1] ?? '');
    assert.equal(styles.length, 1);
    const hash = createHash('sha256')
      .update(styles[0] ?? '')
      .digest('base64');
    assert.equal(
      response.headers['content-security-policy'],
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    );
    assert.doesNotMatch(text, /<script|style=|\son\w+=/i);
  });

  it('H4 is never stored, framed, sniffed, or named to other sites', () => {
    const { headers } = renderPage(sampleTheme, { title: 'T', body: html`` });
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['referrer-policy'], 'same-origin');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-frame-options'], 'DENY');
  });

  it('lets forms lead where the page says, besides here', () => {
    const { headers } = renderPage(sampleTheme, { title: 'T', body: html``, formTargets: ['https://app.example.com'] });
    assert.match(headers['content-security-policy'] ?? '', /form-action 'self' https:\/\/app\.example\.com;/);
  });

  it('escapes the title', () => {
    const text = String(renderPage(sampleTheme, { title: '</title><script>', body: html`` }).body);
    assert.doesNotMatch(text, /<script/);
  });

  it('says its language and fits a small screen', () => {
    const text = String(renderPage(sampleTheme, { title: 'T', body: html`` }).body);
    assert.match(text, /<html lang="en">/);
    assert.match(text, /name="viewport"/);
  });

  it('shows whose page it is, and escapes that', () => {
    const theme = createPageTheme({ ...createSampleConfig().appearance, name: 'Smith & <Sons>' });
    const text = String(renderPage(theme, { title: 'T', body: html`` }).body);
    assert.match(text, /<title>T · Smith &amp; &lt;Sons&gt;<\/title>/);
    assert.match(text, /<\/svg>Smith &amp; &lt;Sons&gt;<\/p>/);
  });

  it('links to help, privacy and terms where there are any, and has no empty footer', () => {
    const text = String(renderPage(sampleTheme, { title: 'T', body: html`` }).body);
    assert.match(text, /<a href="https:\/\/example\.com\/help">Help<\/a>/);
    assert.match(text, /<a href="https:\/\/example\.com\/terms\?a=1&amp;b=2">Terms<\/a>/);
    const bare = createPageTheme(createSampleConfig().appearance);
    assert.doesNotMatch(String(renderPage(bare, { title: 'T', body: html`` }).body), /<footer|<nav/);
  });

  it('says first of all that something must be mended', () => {
    const text = String(renderPage(sampleTheme, { title: 'T', body: html``, hasProblems: true }).body);
    assert.match(text, /<title>Error: T · Latchkey<\/title>/);
  });
});
