import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pollFor } from '../src/poll.ts';
import { type ProcessOptions, startProcess } from '../src/running-process.ts';

function run(script: string, change: Partial<ProcessOptions> = {}): ReturnType<typeof startProcess> {
  return startProcess({
    name: 'program',
    command: process.execPath,
    args: ['-e', script],
    env: {},
    isReady: (output) => output.includes('ready'),
    ...change,
  });
}

/** Longer than any test waits, and no longer, should one of them fail to end it. */
const stay = 'setTimeout(() => {}, 60_000);';

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('startProcess', { concurrency: true }, () => {
  it('waits until the program is ready, keeps what it prints, and answers its exit code', async () => {
    const program = await run(`${stay} process.on('SIGTERM', () => process.exit(7)); console.error('ready');`);
    assert.equal(program.output(), 'ready\n');
    assert.equal(await program.stop(), 7);
  });

  it('hands none of our variables down', async () => {
    const program = await run(`console.log(Object.keys(process.env).join(), 'ready'); ${stay}`);
    await program.kill();
    assert.equal(program.output(), ' ready\n');
  });

  it('says what a program printed that ends before it is ready, and of one that cannot be started why', async () => {
    await assert.rejects(
      run(`console.log('no space'); process.exit(3)`),
      /ended at its start \(exit code 3\):\nno space/,
    );
    await assert.rejects(run('', { command: 'latchkey-unheard-of' }), /ENOENT/);
  });

  it('ends what the program has started too, when it leads a group, even what will not listen', async () => {
    const stubborn = `process.on('SIGINT', () => {}); console.log('ready', process.pid); ${stay}`;
    // It listens before the other says that it is ready.
    const script = `process.on('SIGINT', () => process.exit());
      require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { stdio: 'inherit' });`;
    const program = await run(script, { leadsGroup: true });
    const inner = Number(/ready (\d+)/.exec(program.output())?.[1]);
    assert.ok(isRunning(inner));
    assert.equal(await program.stop('SIGINT'), 0);
    await pollFor('the end of what it started', () => !isRunning(inner));
  });
});
