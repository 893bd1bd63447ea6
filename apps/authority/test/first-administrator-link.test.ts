import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createDataDirectory, recordSecret } from '@latchkey/testing/run';
import { locateLinkFile, removeLinkFile, writeLinkFile } from '../src/first-administrator-link.ts';

const link = recordSecret('https://id.example.com/setup?token=one-time-link-in-a-file');

describe('the first administrator’s link in a file', () => {
  it('is readable for its owner alone, and replaces an older one', async () => {
    const folder = createDataDirectory('link');
    writeFileSync(locateLinkFile(folder), 'older', { mode: 0o644 });
    const file = await writeLinkFile(folder, link);
    assert.equal(readFileSync(file, 'utf8'), `${link}\n`);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    await removeLinkFile(folder);
    assert.ok(!existsSync(file));
    await removeLinkFile(folder);
  });

  it('is not written through a link that somebody put in its place', async () => {
    const folder = createDataDirectory('link');
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'untouched');
    symlinkSync(elsewhere, locateLinkFile(folder));
    await writeLinkFile(folder, link);
    assert.equal(readFileSync(elsewhere, 'utf8'), 'untouched');
  });
});
