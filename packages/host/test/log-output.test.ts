import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { pollFor } from '@latchkey/testing/poll';
import { createDataDirectory } from '@latchkey/testing/run';
import { createLogOutput } from '../src/log-output.ts';

interface Pipe {
  readonly fd: number;
  /** What is in the pipe now. */
  drain(): string;
  stopReading(): void;
  /** Somebody else begins to read; answers what is in the pipe. */
  readAgain(): () => string;
}

/** A pipe whose reader reads when the test says so. */
function openPipe(test: TestContext): Pipe {
  const path = join(createDataDirectory('pipe'), 'pipe');
  execFileSync('mkfifo', [path]);
  const openReader = (): number => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const reader = openReader();
  const fd = openSync(path, constants.O_WRONLY);
  test.after(() => closeSync(fd));
  return {
    fd,
    drain: () => readAll(reader),
    stopReading: () => closeSync(reader),
    readAgain() {
      const another = openReader();
      return () => readAll(another);
    },
  };
}

function readAll(reader: number): string {
  const buffer = Buffer.alloc(1_048_576);
  try {
    return buffer.toString('utf8', 0, readSync(reader, buffer));
  } catch {
    // Nothing in it.
    return '';
  }
}

const none = (): void => assert.fail('nothing is lost here');

describe('createLogOutput', () => {
  it('writes every line, in order, a moment after it came', async () => {
    const file = join(createDataDirectory('log-output'), 'log');
    const output = createLogOutput({ fd: openSync(file, 'a'), onLost: none });
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index} ü\n`);
    for (const line of lines) output.write(line);
    await pollFor('all lines', () => readFileSync(file, 'utf8') === lines.join(''));
  });

  it('has written what was waiting when a flush is over', async () => {
    const file = join(createDataDirectory('log-output'), 'log');
    const output = createLogOutput({ fd: openSync(file, 'a'), onLost: none });
    output.write('first\n');
    await output.flush();
    output.write('second\n');
    await output.flush();
    await output.flush();
    assert.equal(readFileSync(file, 'utf8'), 'first\nsecond\n');
  });

  it('O1 keeps a bounded number of lines for a reader that stalls, and says how many were lost', async (test) => {
    const pipe = openPipe(test);
    const counts: number[] = [];
    const maxWaitingCharacters = 200_000;
    const output = createLogOutput({ fd: pipe.fd, onLost: (lines) => counts.push(lines), maxWaitingCharacters });
    const line = `${'x'.repeat(99)}\n`;
    const written = 10_000;
    for (let count = 0; count < written; count += 1) output.write(line);
    assert.deepEqual(counts, [], 'told when lines can be written again');

    let received = '';
    await pollFor('the lines that were kept', () => {
      received += pipe.drain();
      return counts.length > 0;
    });
    await pollFor('the end of them', () => {
      received += pipe.drain();
      return received.length / line.length + (counts[0] ?? 0) === written;
    });
    assert.ok(received.length <= maxWaitingCharacters + 8192, `${received.length} characters were kept`);
    output.write('and on\n');
    await output.flush();
    assert.equal(pipe.drain(), 'and on\n');
    assert.equal(counts.length, 1);
  });

  it('gives up a flush that nobody takes, so that the process can end', { timeout: 30_000 }, async (test) => {
    const pipe = openPipe(test);
    const output = createLogOutput({ fd: pipe.fd, onLost: none });
    for (let count = 0; count < 2_000; count += 1) output.write(`${'x'.repeat(99)}\n`);
    await output.flush();
  });

  it('ends with its reader, and never fails', async (test) => {
    const pipe = openPipe(test);
    const output = createLogOutput({ fd: pipe.fd, onLost: none });
    output.write('read\n');
    await output.flush();
    assert.equal(pipe.drain(), 'read\n');
    pipe.stopReading();
    output.write('by nobody\n');
    await output.flush();
    const another = pipe.readAgain();
    output.write('nor this\n');
    await output.flush();
    assert.equal(another(), '');
  });

  it('outlives a full disk', { timeout: 30_000 }, async () => {
    const output = createLogOutput({ fd: openSync('/dev/full', 'w'), onLost: none });
    output.write('no room for it\n');
    await output.flush();
  });
});
