/**
 * Started by exclusive-lock.test.ts: takes the lock, has another part of this process wait for it too, says so, and holds
 * it until it is killed.
 */
import { withExclusiveLock } from '../../src/file/exclusive-lock.ts';

const path = process.argv[2] ?? '';

await withExclusiveLock(path, async () => {
  void withExclusiveLock(path, () => Promise.reject(new Error('entered twice')));
  // The second part has reached the lock by then.
  await new Promise((resolve) => setTimeout(resolve, 100));
  process.stdout.write('held\n');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
