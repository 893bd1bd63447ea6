/** Does what a page of documentation says, as a reader would: types its commands into one shell, saves its files. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export const repository: string = fileURLToPath(new URL('../..', import.meta.url));

export interface CodeBlock {
  readonly language: string;
  readonly code: string;
}

/** The code blocks of a page, in order. */
export function readBlocks(page: string): readonly CodeBlock[] {
  const markdown = readFileSync(`${repository}/${page}`, 'utf8');
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({ language, code }));
}

/**
 * Type blocks of commands into one shell, one after the other, so that what one sets the next can use.
 *
 * @returns What each printed, both streams together.
 * @throws Error with all that was printed when the shell does not come to the end.
 */
export async function typeIntoShell(
  blocks: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const mark = 'end-of-a-block-of-the-page';
  // Commands that fail are part of what pages show: only the shell itself must reach the end.
  const script = blocks.map((block) => `${block}\necho; echo ${mark}`).join('\n');
  const child = spawn('bash', ['-c', `exec 2>&1\n${script}`], {
    cwd: repository,
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const outputs = printed.split(`${mark}\n`);
  if (outputs.length !== blocks.length + 1) throw new Error(`the shell stopped early:\n${printed}`);
  return outputs.slice(0, -1);
}
