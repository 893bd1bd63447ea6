import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../root.mjs';
import { runCommand } from '../../run-command.mjs';
import { answerAtOnce } from '../../test-run/command-line.mjs';

describe('the command lines of npm', () => {
  /** @param {readonly string[]} words - the first: which of our scripts */
  const run = ([script = '', ...words]) =>
    runCommand(process.execPath, [join(root, 'tools', script), ...words], { timeoutMs: 60_000 });

  it('npm test helps, and names what it does not know, before it installs anything', () => {
    assert.equal(answerAtOnce([]), undefined);
    assert.equal(answerAtOnce(['tokens', 'keys']), undefined);
    assert.match(answerAtOnce(['--help'])?.text ?? '', /^Usage: npm test [\s\S]*^ {2}log-hygiene$/m);
    assert.equal(answerAtOnce(['-h', 'tokens'])?.exitCode, 0);
    const refusal = answerAtOnce(['tokens', 'tokesn']);
    assert.match(refusal?.text ?? '', /^There is no suite 'tokesn'\. There are:\n {2}check\n/);
    assert.equal(refusal?.exitCode, 2);
  });

  it('npm start helps, and refuses options instead of leaving them out of account', async () => {
    const help = await run(['start.mjs', '--help']);
    assert.equal(help.ok, true);
    assert.match(help.output, /^Usage: npm start$[\s\S]*DEMO_API_PORT/m);
    const refusal = await run(['start.mjs', '--config', 'other.ts']);
    assert.equal(refusal.ending, 'exit code 64');
    assert.match(refusal.output, /'--config'.*--help/);
  });

  it('npm run check helps, and npm run docs writes nothing when it is asked how to use it', async () => {
    assert.match((await run(['check/main.mjs', '--help'])).output, /^Usage: npm run check [\s\S]*types, build/);
    const docs = await run(['docs.mjs', '--help']);
    assert.equal(docs.ending, 'exit code 2');
    assert.doesNotMatch(docs.output, /written/);
  });
});
