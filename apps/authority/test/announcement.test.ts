import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatAnnouncement, formatChange } from '../src/announcement.ts';

const quiet = {
  issuer: 'http://localhost:4000',
  configFile: '/here/latchkey.config.ts',
  dataDirectory: '/here/data',
  changes: [],
  generatedSecretFiles: [],
  firstAdministratorLink: undefined,
  firstAdministratorLinkSeconds: 900,
};

describe('formatAnnouncement', () => {
  it('says what to open, and nothing that is not so', () => {
    const text = formatAnnouncement(quiet);
    assert.match(text, /Latchkey is ready: http:\/\/localhost:4000\n/);
    assert.match(text, /\.well-known\/openid-configuration/);
    assert.doesNotMatch(text, /Changed|secrets|administrator/);
  });

  it('says what changed, where secrets were made, and how to become administrator', () => {
    const text = formatAnnouncement({
      ...quiet,
      changes: [{ kind: 'client', id: 'web', change: 'changed', properties: ['scopes', 'name'] }],
      generatedSecretFiles: ['/here/data/secrets/clients/web'],
      firstAdministratorLink: 'http://localhost:4000/setup?token=x',
    });
    assert.match(text, /\n {2}client web changed: scopes, name\n/);
    assert.match(text, /\n {2}\/here\/data\/secrets\/clients\/web\n/);
    assert.match(text, /works once, for 15 minutes\):\n {2}http:\/\/localhost:4000\/setup\?token=x\n/);
  });

  it('names properties only for what changed', () => {
    assert.equal(formatChange({ kind: 'api', id: 'urn:a', change: 'added', properties: [] }), 'api urn:a added');
  });
});
