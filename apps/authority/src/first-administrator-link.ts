import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the link waits when no terminal can show it. */
export function locateLinkFile(dataDirectory: string): string {
  return join(dataDirectory, 'first-administrator-link');
}

/** Keep the link in a new file of mode 0600, in place of any older one. @returns the file's path. */
export async function writeLinkFile(dataDirectory: string, link: string): Promise<string> {
  const file = locateLinkFile(dataDirectory);
  await removeLinkFile(dataDirectory);
  // `wx` follows no link that somebody may have put there.
  await writeFile(file, `${link}\n`, { mode: 0o600, flag: 'wx' });
  return file;
}

/** Take away a link that is of no use any more. */
export async function removeLinkFile(dataDirectory: string): Promise<void> {
  await rm(locateLinkFile(dataDirectory), { force: true });
}
