import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * Where a program is that tests drive and npm does not bring. `npm test` finds or installs those that a suite names
 * in tools/test-run/suites.mjs and hands their paths down; for a test file started by hand PATH is searched.
 *
 * @throws Error when it is in neither.
 */
export function locateProgram(name: string): string {
  const handedDown = JSON.parse(process.env['LATCHKEY_TEST_PROGRAMS'] ?? '{}') as Readonly<Record<string, string>>;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  const path = handedDown[name] ?? folders.map((folder) => join(folder, name)).find(isExecutable);
  if (path === undefined) throw new Error(`${name} is not in PATH; npm test installs it where it can`);
  return path;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
