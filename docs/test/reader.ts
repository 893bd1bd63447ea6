/** Does what a page of documentation says, as a reader would: types its commands into one shell. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { repository } from '@latchkey/testing/server-process';

export interface CodeBlock {
  readonly language: string;
  readonly code: string;
}

/** A page's text; its path begins at the repository's folder. */
export function readPage(page: string): string {
  return readFileSync(`${repository}/${page}`, 'utf8');
}

/** The code blocks of a page, in order. */
export function readBlocks(page: string): readonly CodeBlock[] {
  return [...readPage(page).matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
}

/**
 * Type blocks of commands into one shell, one after the other, so that what one sets the next can use.
 *
 * @returns What each printed, both streams together.
 * @throws Error with all that was printed when the shell does not come to the end.
 */
export async function typeIntoShell(blocks: readonly string[]): Promise<readonly string[]> {
  const mark = 'end-of-a-block-of-the-page';
  // Commands that fail are part of what pages show: only the shell itself must reach the end.
  const script = blocks.map((block) => `${block}\necho; echo ${mark}`).join('\n');
  const child = spawn('bash', ['-c', `exec 2>&1\n${script}`], {
    cwd: repository,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const outputs = printed.split(`${mark}\n`);
  if (outputs.length !== blocks.length + 1) throw new Error(`the shell stopped early:\n${printed}`);
  return outputs.slice(0, -1);
}
