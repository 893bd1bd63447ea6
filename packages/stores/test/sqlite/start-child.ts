import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Run a module of this folder, from source, in a process of its own; its standard output is a pipe. */
export function startChild(
  module: string,
  args: readonly string[],
): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  const path = new URL(`./${module}`, import.meta.url).pathname;
  const child = spawn(process.execPath, ['--conditions=@latchkey/source', path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return child as typeof child & { readonly stdout: NodeJS.ReadableStream };
}

export async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
