import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, linkSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Company, openConnection } from '../../src/sqlite-engine/connection.ts';
import { withFolder } from '../sqlite/open-temporary.ts';
import { isRefusal } from '../sqlite/refusal.ts';

/** Somebody without rights of their own, on any machine. */
const nobody = 65_534;
const companies: readonly Company[] = ['alone', 'shared'];

function openAndClose(file: string, company: Company): void {
  openConnection(file, company).close();
}

/** What a process is told that opens a file and is not the superuser. Gives that one the folder with what is in it. */
function tryToOpen(folder: string, file: string, company: Company): string {
  if (process.getuid?.() === 0) {
    for (const name of [folder, ...readdirSync(folder).map((one) => join(folder, one))])
      chownSync(name, nobody, nobody);
  }
  const script = new URL('../sqlite/try-to-open.ts', import.meta.url).pathname;
  return execFileSync(process.execPath, ['--conditions=@latchkey/source', script, file, company], { encoding: 'utf8' });
}

describe('a connection to a file', () => {
  for (const company of companies) {
    it(`K1 makes the file that a link names before it exists, for its owner alone (${company})`, () =>
      withFolder(async (folder) => {
        const before = process.umask(0);
        try {
          symlinkSync(join('volume', 'store.sqlite'), join(folder, 'middle.sqlite'));
          symlinkSync('middle.sqlite', join(folder, 'link.sqlite'));
          const connection = openConnection(join(folder, 'link.sqlite'), company);
          connection.db.exec('CREATE TABLE things (name TEXT)');
          assert.ok(connection.file.endsWith(join('volume', 'store.sqlite')), connection.file);
          for (const name of readdirSync(join(folder, 'volume'))) {
            assert.equal((statSync(join(folder, 'volume', name)).mode & 0o777).toString(8), '600', name);
          }
          assert.deepEqual(readdirSync(folder).toSorted(), ['link.sqlite', 'middle.sqlite', 'volume']);
          connection.close();
        } finally {
          process.umask(before);
        }
      }));

    it(`is refused to a file with two names, whichever is used (${company})`, () =>
      withFolder(async (folder) => {
        const [file, other] = [join(folder, 'store.sqlite'), join(folder, 'other.sqlite')];
        openAndClose(file, company);
        linkSync(file, other);
        for (const name of [file, other]) {
          assert.throws(
            () => openAndClose(name, company),
            isRefusal('unusable', /second name \(a hard link\).*Remove one/),
          );
        }
      }));

    it(`is refused to a file that may only be read (${company})`, () =>
      withFolder(async (folder) => {
        const file = join(folder, 'store.sqlite');
        openAndClose(file, company);
        assert.equal(tryToOpen(folder, file, company), 'open\n');
        chmodSync(file, 0o400);
        assert.match(
          tryToOpen(folder, file, company),
          /store\.sqlite cannot be opened as a database .*permission denied.*Check the path/,
        );
      }));

    it(`is refused to a folder and to a link that leads back to itself (${company})`, () =>
      withFolder(async (folder) => {
        symlinkSync('circle.sqlite', join(folder, 'circle.sqlite'));
        for (const file of [folder, join(folder, 'circle.sqlite')]) {
          assert.throws(() => openAndClose(file, company), isRefusal('unusable', /cannot be (opened|locked)/));
        }
      }));
  }

  it('keeps a second server away though the first came by a link to a file that did not exist', () =>
    withFolder(async (folder) => {
      const [link, file] = [join(folder, 'link.sqlite'), join(folder, 'store.sqlite')];
      symlinkSync('store.sqlite', link);
      const connection = openConnection(link, 'alone');
      for (const name of [link, file]) {
        assert.throws(() => openAndClose(name, 'alone'), isRefusal('in_use', /in use by another/));
      }
      connection.close();
    }));

  it('is refused when the lock beside the file may only be read: that keeps nobody away', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'store.sqlite');
      openAndClose(file, 'alone');
      chmodSync(`${file}.lock`, 0o400);
      assert.match(
        tryToOpen(folder, file, 'alone'),
        /store\.sqlite\.lock, which keeps a second server away, cannot be locked .*permission denied.*Check its/,
      );
    }));

  it('is refused for what it is when something else stands where the lock should', () =>
    withFolder(async (folder) => {
      const [file, other] = [join(folder, 'store.sqlite'), join(folder, 'other.sqlite')];
      writeFileSync(`${file}.lock`, 'Not a lock, but long enough to be looked at as a database.'.repeat(100));
      mkdirSync(`${other}.lock`);
      for (const name of [file, other]) {
        assert.throws(
          () => openAndClose(name, 'alone'),
          isRefusal('unusable', /\.lock, which keeps .*cannot be locked/),
        );
      }
    }));
});
