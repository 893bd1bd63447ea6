import { DatabaseSync } from 'node:sqlite';

/**
 * Everything an SQLite database holds, as text: a line for each row, blobs as text, hexadecimal and base64url.
 *
 * @param {string} path
 */
export function dumpDatabase(path) {
  const database = new DatabaseSync(path);
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return tables
      .flatMap(({ name }) => {
        const rows = database.prepare(`SELECT * FROM "${String(name).replaceAll('"', '""')}"`);
        rows.setReadBigInts(true);
        return rows.all().map((row) => `${String(name)}: ${Object.values(row).map(describeValue).join(' | ')}`);
      })
      .join('\n');
  } finally {
    database.close();
  }
}

/** @param {unknown} value */
function describeValue(value) {
  if (!(value instanceof Uint8Array)) return String(value);
  const bytes = Buffer.from(value);
  return `${bytes.toString('latin1')} ${bytes.toString('hex')} ${bytes.toString('base64url')}`;
}
