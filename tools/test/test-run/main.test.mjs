import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ownNode } from '../../install.mjs';
import { root } from '../../root.mjs';
import { runCommand } from '../../run-command.mjs';
import { formatFailures, formatSuite, formatTotal } from '../../test-run/summary.mjs';

const main = join(root, 'tools', 'test-run', 'main.mjs');

describe('npm test', () => {
  it('lists the suites when it does not know a name, and exits with 2', async () => {
    const result = await runCommand(ownNode, [main, 'nonsense'], { cwd: root });
    assert.equal(result.ending, 'exit code 2');
    assert.match(result.output, /no suite 'nonsense'[\s\S]*^ {2}log-hygiene$/m);
  });

  it('ends with the totals, alone on a line, and says the seed', async () => {
    const env = { ...process.env, LATCHKEY_TEST_SEED: '4711' };
    const result = await runCommand(ownNode, [main, 'tokens'], { cwd: root, env, timeoutMs: 300_000 });
    assert.match(result.output, /^seed 4711 /);
    assert.match(result.output, /\n\d+ passed, \d+ failed\n$/);
    assert.equal(result.ok, result.output.endsWith(', 0 failed\n'));
  });

  it('cleans up and exits with 130 when it is interrupted', async () => {
    const child = spawn(ownNode, [main, 'tokens'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
    const directory = join(root, '.latchkey-test', `run-${child.pid}`);
    for (let tries = 0; !existsSync(join(directory, 'output')) && tries < 2400; tries += 1) await wait(25);
    assert.ok(existsSync(directory), 'the run has begun');
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    assert.equal(code, 130);
    assert.equal(existsSync(directory), false);
  });

  it('formats totals, suites and failures', () => {
    assert.equal(formatTotal(12, 3), '12 passed, 3 failed');
    const failure = { title: 'a › b', detail: 'because\nof this' };
    assert.equal(formatSuite('keys', { passed: 2, failures: [] }, 1234), 'ok     keys            1.2 s  2 passed');
    assert.match(formatSuite('keys', { passed: 2, failures: [failure] }, 1234), /^FAILED keys .* 2 passed, 1 not$/);
    assert.equal(formatFailures([failure]), '\nWhat failed:\n\n1) a › b\n   because\n   of this\n');
  });
});
