import { connect } from 'node:net';
import type { TestContext } from 'node:test';
import type { AuthorityConfig, HttpConfig } from '../../src/config/config.ts';
import type { Dispatch } from '../../src/http/dispatch.ts';
import type { LogFields } from '../../src/log.ts';
import { type RunningServer, type ServeOptions, serveAuthority } from '../../src/node/index.ts';
import { createSampleConfig } from '../sample-config.ts';

export interface ServerUnderTest extends RunningServer {
  readonly port: number;
  readonly lines: { readonly level: string; readonly message: string; readonly fields: LogFields }[];
}

/** Serve a function on a free port, and stop when the test ends. */
export async function serve(
  test: TestContext,
  answer: Dispatch,
  overrides: Partial<Pick<AuthorityConfig, 'tls' | 'trustedProxies'>> & { readonly http?: Partial<HttpConfig> } = {},
  { tlsPollIntervalMs = 20, ...timing }: Pick<ServeOptions, 'tlsPollIntervalMs' | 'stallTimeoutMs'> = {},
): Promise<ServerUnderTest> {
  const sample = createSampleConfig();
  const lines: ServerUnderTest['lines'] = [];
  const write =
    (level: string) =>
    (fields: LogFields, message: string): void => {
      lines.push({ level, message, fields });
    };
  const running = await serveAuthority(
    { answer, endStreams: () => undefined },
    {
      config: { ...sample, ...overrides, http: { ...sample.http, ...overrides.http } },
      log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
      tlsPollIntervalMs,
      ...timing,
    },
  );
  test.after(() => running.close());
  return { ...running, port: Number(new URL(running.url).port), lines };
}

/** Send bytes and answer everything that comes back until the server closes the connection. */
export function sendRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      answer += text;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
  });
}
