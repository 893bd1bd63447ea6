import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { computeStamp, decideInstall, readStamp, writeStamp } from '../../install/stamp.mjs';

describe('the stamp of an installation', () => {
  /** @type {string} */
  let folder;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-stamp-'));
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package-lock.json'), '{}');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('comes back as it was written, and is none before', () => {
    assert.equal(readStamp(folder), undefined);
    const stamp = computeStamp(folder, 'runtime');
    writeStamp(folder, stamp);
    assert.deepEqual(readStamp(folder), stamp);
  });

  it('counts as none when it is damaged', () => {
    writeFileSync(join(folder, 'node_modules', '.latchkey-install.json'), '{"lock":');
    assert.equal(readStamp(folder), undefined);
  });

  it('asks for nothing when it fits, or holds more than is wanted', () => {
    const all = computeStamp(folder, 'all');
    const runtime = computeStamp(folder, 'runtime');
    assert.equal(decideInstall(all, all), 'nothing');
    assert.equal(decideInstall(runtime, runtime), 'nothing');
    assert.equal(decideInstall(all, runtime), 'nothing');
  });

  it('asks for the rest beside a sound runtime', () => {
    assert.equal(decideInstall(computeStamp(folder, 'runtime'), computeStamp(folder, 'all')), 'add');
  });

  it('asks for a new start without a stamp, on another platform, and when the lockfile changed', () => {
    const before = computeStamp(folder, 'all');
    assert.equal(decideInstall(undefined, before), 'renew');
    assert.equal(decideInstall({ ...before, platform: 'other' }, before), 'renew');
    writeFileSync(join(folder, 'package-lock.json'), '{ }');
    assert.equal(decideInstall(before, computeStamp(folder, 'all')), 'renew');
  });
});
