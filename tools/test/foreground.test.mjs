import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

const foreground = new URL('../foreground.mjs', import.meta.url).href;
/** Lives for three minutes at most, whatever goes wrong here. */
const program = "console.log('pid', process.pid); setTimeout(() => {}, 180_000)";
const script = `import { runInForeground } from '${foreground}'; runInForeground(process.execPath, [['-e', ${JSON.stringify(program)}]]);`;

/**
 * A shell, in it a program in the foreground, as npm starts it.
 *
 * @param {Record<string, string>} variables
 */
async function startInShell(variables) {
  const { npm_lifecycle_event: _, ...env } = process.env;
  // Two commands, so that no shell hands itself over to the first.
  const shell = spawn('sh', ['-c', '"$0" --input-type=module -e "$1"; true', process.execPath, script], {
    env: { ...env, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(shell.stdout, 'data');
  return { shell, pid: Number(/pid (\d+)/.exec(String(line))?.[1]) };
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('runInForeground', () => {
  it('stops its programs when npm was ended and could not say so', { timeout: 120_000 }, async () => {
    const { shell, pid } = await startInShell({ npm_lifecycle_event: 'start' });
    shell.kill('SIGKILL');
    while (isAlive(pid)) await wait(20);
  });

  it('goes on when whoever started it without npm goes away', { timeout: 120_000 }, async () => {
    const { shell, pid } = await startInShell({});
    shell.kill('SIGKILL');
    // Three times as long as it takes to notice.
    await wait(1_500);
    assert.ok(isAlive(pid));
    process.kill(pid);
  });
});
