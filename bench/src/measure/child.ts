/** A process of its own for each side. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { repository } from '@latchkey/testing/server-process';
import type { Answer, ReadyMessage, Usage, UsageAnswer } from './protocol.ts';

export interface Child {
  /** CPU time and memory of the process so far. */
  readUsage(): Promise<Usage>;
  /** Ask what runs in it (see answer-questions.ts). Rejects with its failure. */
  ask<Value>(value: unknown): Promise<Value>;
  /** What it said when it was ready. @param patienceMs - rejects after so long; default: a minute. */
  waitUntilReady<Value>(patienceMs?: number): Promise<Value>;
  /** @throws Error with what it said, if it has ended. */
  throwIfEnded(): void;
  /** Everything it printed. */
  readOutput(): string;
  /** End it and wait until it is gone. Calling again does nothing. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly nodeOptions?: readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
}

/** All that have not ended, and how to stop them. */
const running = new Map<ChildProcess, () => Promise<void>>();
process.once('exit', () => {
  for (const child of running.keys()) child.kill('SIGKILL');
});

/** Stop what a case that failed has left running. */
export async function stopChildren(): Promise<void> {
  await Promise.all([...running.values()].map((stop) => stop()));
}

const usualPatienceMs = 60_000;
const stopPatienceMs = 10_000;

/**
 * Start a program of ours or of a peer. It runs as in production; what it prints goes to a file, as a service's output
 * does, so that no reader holds it up.
 */
export function startChild(program: URL, options: ChildOptions = {}): Child {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'));
  const outputFile = join(folder, 'output');
  const output = openSync(outputFile, 'w');
  const child = spawn(
    process.execPath,
    [
      '--conditions=@latchkey/source',
      ...['--import', new URL('report-usage.ts', import.meta.url).href],
      ...(options.nodeOptions ?? []),
      fileURLToPath(program),
      ...(options.args ?? []),
    ],
    {
      cwd: repository,
      env: { ...cleanEnvironment(), NODE_ENV: 'production', ...options.env },
      stdio: ['ignore', output, output, 'ipc'],
      serialization: 'advanced',
    },
  );
  closeSync(output);
  const ended = once(child, 'exit').then(() => running.delete(child));
  async function stop(): Promise<void> {
    child.kill('SIGTERM');
    const timely = await Promise.race([ended.then(() => true), wait(stopPatienceMs, false, { ref: false })]);
    if (!timely) child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
  running.set(child, stop);
  const readOutput = (): string => readFileSync(outputFile, 'utf8');
  const letters = createCorrespondence(child, program, readOutput);
  return {
    readOutput,
    throwIfEnded: letters.throwIfEnded,
    readUsage: () => letters.send<UsageAnswer>({ kind: 'usage' }),
    ask: async <Value>(value: unknown) => {
      const answer = await letters.send<Answer>({ kind: 'question', value });
      if (answer.kind === 'failure') throw answer.error;
      return answer.value as Value;
    },
    async waitUntilReady<Value>(patienceMs = usualPatienceMs) {
      const overdue = wait(patienceMs, undefined, { ref: false }).then(() => {
        throw new Error(
          `${nameOf(program)} was not ready within ${patienceMs / 1000} s:\n${readOutput().slice(-2000)}`,
        );
      });
      return (await Promise.race([letters.ready, overdue])) as Value;
    },
    stop,
  };
}

interface Correspondence {
  readonly ready: Promise<unknown>;
  throwIfEnded(): void;
  send<Reply>(message: object): Promise<Reply>;
}

/** Messages to and from a child: each question waits for the answer with its number, or for the child's end. */
function createCorrespondence(child: ChildProcess, program: URL, readOutput: () => string): Correspondence {
  const waiting = new Map<number, { resolve(reply: unknown): void; reject(error: Error): void }>();
  const readiness = Promise.withResolvers<unknown>();
  // Not everybody waits for it.
  readiness.promise.catch(() => {});
  let nextId = 1;
  let end: Error | undefined;
  child.on('message', (message: ReadyMessage | UsageAnswer | Answer) => {
    if (message.kind === 'ready') {
      readiness.resolve(message.value);
      return;
    }
    waiting.get(message.id)?.resolve(message);
    waiting.delete(message.id);
  });
  const fail = (how: string): void => {
    end ??= new Error(`${nameOf(program)} ${how}. It said:\n${readOutput().slice(-2000)}`);
    readiness.reject(end);
    for (const { reject } of waiting.values()) reject(end);
    waiting.clear();
  };
  child.on('exit', (code, signal) => fail(`ended (${signal ?? `exit code ${code}`})`));
  return {
    ready: readiness.promise,
    throwIfEnded() {
      if (end !== undefined) throw end;
    },
    send: <Reply>(message: object) => {
      if (end !== undefined) return Promise.reject(end);
      const { promise, resolve, reject } = Promise.withResolvers<Reply>();
      const id = nextId;
      nextId += 1;
      waiting.set(id, { resolve: (reply) => resolve(reply as Reply), reject });
      child.send({ ...message, id });
      return promise;
    },
  };
}

function nameOf(program: URL): string {
  return program.pathname.split('/').slice(-2).join('/');
}

/** What our own caller's environment says about Node, npm and Latchkey concerns us, not what we measure. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(LATCHKEY_|NODE_|npm_)/i.test(name));
  return Object.fromEntries(kept);
}
