import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process whose standard input and output are pipes. */
export type Child = ChildProcess & { readonly stdin: NodeJS.WritableStream; readonly stdout: NodeJS.ReadableStream };

/** Run a module, named from this folder, from source, in a process of its own. */
export function startChild(module: string, args: readonly string[]): Child {
  const path = new URL(`./${module}`, import.meta.url).pathname;
  const child = spawn(process.execPath, ['--conditions=@latchkey/source', path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return child as ChildProcess as Child;
}

export async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
