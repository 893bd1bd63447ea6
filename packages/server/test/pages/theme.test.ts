import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPageTheme } from '../../src/pages/theme.ts';
import { createSampleConfig } from '../sample-config.ts';

const { appearance } = createSampleConfig();

describe('createPageTheme', () => {
  it('allows its own style sheet and no other', () => {
    const one = createPageTheme(appearance);
    const other = createPageTheme({ ...appearance, accent: '#5b2bd9' });
    assert.match(one.stylesheetSource, /^'sha256-[A-Za-z0-9+/]{43}='$/);
    assert.notEqual(one.stylesheetSource, other.stylesheetSource);
    assert.equal(one.stylesheetSource, createPageTheme(appearance).stylesheetSource);
  });

  it('links to what there is', () => {
    assert.deepEqual(createPageTheme(appearance).links, []);
    const links = createPageTheme({ ...appearance, termsUrl: 'https://a/t', supportUrl: 'https://a/h' }).links;
    assert.deepEqual(links, [
      { label: 'Help', url: 'https://a/h' },
      { label: 'Terms', url: 'https://a/t' },
    ]);
  });
});
