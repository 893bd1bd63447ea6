/** Started by exclusive-lock.test.ts: takes the lock, says so, and holds it until it is killed. */
import { withExclusiveLock } from '../../src/file/exclusive-lock.ts';

await withExclusiveLock(process.argv[2] ?? '', async () => {
  process.stdout.write('held\n');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
