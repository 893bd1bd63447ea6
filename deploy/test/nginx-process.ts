/** The nginx configuration that is shipped, run by a real nginx on free ports of this machine. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { locateProgram } from '@latchkey/testing/programs';
import { createDataDirectory } from '@latchkey/testing/run';
import { startProcess } from '@latchkey/testing/running-process';
import { createSelfSignedCertificate } from '@latchkey/testing/self-signed';
import { findFreePort } from '@latchkey/testing/server-process';

const shipped = fileURLToPath(new URL('../nginx/latchkey.conf', import.meta.url));

export interface ProxiedRequest {
  readonly host: 'id.example.com' | 'shop.example.com';
  readonly path: string;
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The address of this machine it is sent from. Default 127.0.0.1. */
  readonly from?: string | undefined;
  /** Default true. */
  readonly tls?: boolean | undefined;
}

export interface RunningNginx {
  /** Send a request to it; the body is left to be read. */
  send(request: ProxiedRequest): Promise<IncomingMessage>;
  readLog(): string;
  /** What it wrote to the log of errors that the shipped file does not name. */
  readErrors(): string;
  stop(): Promise<void>;
}

/**
 * Start nginx with the shipped file. Only what differs on every machine is replaced: ports, paths and names of files.
 *
 * @throws Error with what it said when it does not start.
 */
export async function startNginx(upstreams: {
  readonly authorityPort: number;
  readonly applicationPort: number;
}): Promise<RunningNginx> {
  const folder = createDataDirectory('nginx');
  const [tlsPort, plainPort] = [await findFreePort(), await findFreePort()];
  const log = join(folder, 'latchkey.log');
  writeConfiguration(folder, log, { ...upstreams, tlsPort, plainPort });

  const send = (request: ProxiedRequest): Promise<IncomingMessage> =>
    sendTo(request.tls === false ? plainPort : tlsPort, request);
  const nginx = await startProcess({
    name: 'nginx',
    command: locateProgram('nginx'),
    args: ['-p', folder, '-c', join(folder, 'nginx.conf')],
    env: process.env,
    isReady: async () => {
      const response = await send({ host: 'id.example.com', path: '/', tls: false }).catch(() => undefined);
      response?.resume();
      return response !== undefined;
    },
  });
  return {
    send,
    readLog: () => readFileSync(log, 'utf8'),
    readErrors: () => nginx.output(),
    async stop() {
      await nginx.stop();
    },
  };
}

function writeConfiguration(
  folder: string,
  log: string,
  ports: Readonly<Record<'authorityPort' | 'applicationPort' | 'tlsPort' | 'plainPort', number>>,
): void {
  const { cert, key } = createSelfSignedCertificate(1);
  mkdirSync(join(folder, 'certificates'));
  let text = readFileSync(shipped, 'utf8');
  const replace = (from: string, to: string): void => {
    if (!text.includes(from)) throw new Error(`the shipped configuration has no ${from}`);
    text = text.replaceAll(from, to);
  };
  replace('127.0.0.1:4000', `127.0.0.1:${ports.authorityPort}`);
  replace('127.0.0.1:4001', `127.0.0.1:${ports.applicationPort}`);
  replace('listen 443 ssl', `listen 127.0.0.1:${ports.tlsPort} ssl`);
  replace('listen 80', `listen 127.0.0.1:${ports.plainPort}`);
  replace('/etc/nginx/certificates', join(folder, 'certificates'));
  replace('/var/log/nginx/latchkey.log', log);
  writeFileSync(join(folder, 'latchkey.conf'), text);
  for (const name of ['id.example.com', 'shop.example.com']) {
    writeFileSync(join(folder, 'certificates', `${name}.pem`), cert);
    writeFileSync(join(folder, 'certificates', `${name}.key`), key, { mode: 0o600 });
  }
  const asRoot = process.getuid?.() === 0 ? 'user root;' : '';
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path temp-${name};`,
  );
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${asRoot} daemon off; worker_processes 1; pid nginx.pid; error_log stderr;
events { worker_connections 256; }
http { ${temporary.join(' ')} access_log off; include latchkey.conf; }
`,
  );
}

function sendTo(port: number, { host, path, method, headers, from, tls }: ProxiedRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      method,
      headers: { host, ...headers },
      localAddress: from ?? '127.0.0.1',
      servername: host,
      // Whose certificate it is does not matter here; that there is one does.
      rejectUnauthorized: false,
      agent: false as const,
    };
    const sent = (tls === false ? requestHttp : requestHttps)(options, resolve);
    sent.on('error', reject);
    sent.end();
  });
}
