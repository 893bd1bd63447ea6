import { hasSameBytes, type RingProvider } from '../provider.ts';
import { readFileIfPresent, replaceFile } from './durable-file.ts';
import { withExclusiveLock } from './exclusive-lock.ts';

/**
 * Keep the sealed ring in a file (mode 0600), for the processes of one machine.
 *
 * Writing replaces the file whole and durably; a crash leaves the old or the new one. Changes are serialised by a lock on
 * `<path>.lock`. The folder is made (0700) with the first ring. What the file holds is never judged here: a damaged one is
 * handed on as it is and not touched.
 *
 * @throws KeyRingError `contended` from compareAndSwap when the lock is held for more than 10 seconds; errors of the file
 *   system as they are.
 */
export function createFileProvider(path: string): RingProvider {
  return {
    load: () => readFileIfPresent(path),
    compareAndSwap: (previous, next) =>
      withExclusiveLock(path, async () => {
        const stored = await readFileIfPresent(path);
        const isUnchanged = previous === undefined ? stored === undefined : hasSameBytes(previous, stored);
        if (isUnchanged) await replaceFile(path, next);
        return isUnchanged;
      }),
  };
}
