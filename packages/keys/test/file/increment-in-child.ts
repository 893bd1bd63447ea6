/** Started by ring-file.test.ts: adds one to the number in the file, as often as told, in two loops at once. */
import { createFileProvider } from '@latchkey/keys/file';

const [path = '', count = ''] = process.argv.slice(2);

async function increment(): Promise<void> {
  const provider = createFileProvider(path);
  for (let done = 0; done < Number(count); ) {
    const previous = await provider.load();
    const next = previous === undefined ? 1 : Number(Buffer.from(previous).toString()) + 1;
    if (await provider.compareAndSwap(previous, Buffer.from(String(next)))) done += 1;
  }
}

await Promise.all([increment(), increment()]);
