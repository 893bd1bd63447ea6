import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderAccountSession } from '../../src/pages/account-sessions.ts';
import { renderHtml } from '../../src/pages/html.ts';
import { createSampleSession, nowMs } from './sample-pages.ts';

describe('renderAccountSession', () => {
  const render = (overrides: Parameters<typeof createSampleSession>[0] = {}): string =>
    renderHtml(renderAccountSession(createSampleSession(overrides), nowMs));

  it('R3 says where, when and what', () => {
    const text = render();
    assert.match(text, /<h3>Safari on iPhone<\/h3>/);
    assert.match(text, /<dd>2001:db8:85a3:8d3:1319:8a2e:370:7348<\/dd>/);
    assert.match(text, /5 minutes ago · <time datetime="2026-05-12T13:58:30\.000Z">12 May 2026, 13:58 UTC<\/time>/);
    assert.match(text, /2 days ago · <time datetime="2026-05-10T14:03:30\.000Z">10 May 2026, 14:03 UTC<\/time>/);
    assert.match(text, /<summary>Web shop<\/summary><ul>.*<li>Place and change orders<\/li><\/ul>/);
  });

  it('R3 ends it by a button that says which, also to who cannot see the list', () => {
    assert.match(render(), /<input type="hidden" name="session" value="session-1">/);
    assert.match(render(), /aria-label="End the session of Safari on iPhone, 2001:db8:.*7348">End</);
    assert.match(render({ address: undefined }), /aria-label="End the session of Safari on iPhone">End</);
  });

  it('marks the one it is seen in, which is ended by signing out', () => {
    const text = render({ isCurrent: true });
    assert.match(text, /<span class="badge">This device<\/span>/);
    assert.doesNotMatch(text, /<form/);
  });

  it('says so when nothing is known or nothing was given', () => {
    const text = render({ userAgent: undefined, address: undefined, applications: [] });
    assert.match(text, /<h3>Unknown device<\/h3>/);
    assert.match(text, /<dt>Address<\/dt><dd>unknown<\/dd>/);
    assert.match(text, /<dt>Applications<\/dt><dd>none<\/dd>/);
  });
});
