/**
 * A process that tries to open the database named on its command line, and prints `open` or why it was refused. The
 * superuser may do anything, so who runs this as one becomes the owner of the folder first, once all modules are there.
 *
 * Arguments: file, and `alone` or `shared`.
 */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { openConnection } from '../../src/sqlite-engine/connection.ts';

const [file, company] = process.argv.slice(2);
if (file === undefined) throw new Error('Name a database file.');
if (process.getuid?.() === 0) process.setuid?.(statSync(dirname(file)).uid);
try {
  openConnection(file, company === 'shared' ? 'shared' : 'alone').close();
  console.log('open');
} catch (error) {
  console.log(error);
}
