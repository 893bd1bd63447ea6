import assert from 'node:assert/strict';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import tls, { connect, type SecureVersion } from 'node:tls';
import { createDataDirectory } from '@latchkey/testing/run';
import { createSelfSignedCertificate } from '@latchkey/testing/self-signed';
import { answerWith, type HttpAnswer } from '../../src/http/message.ts';
import { ServeError } from '../../src/node/index.ts';
import { readTlsFiles } from '../../src/node/tls-files.ts';
import { type ServerUnderTest, serve } from './running-server.ts';

const answerOk = async (): Promise<HttpAnswer> => answerWith('ok', {});

interface Files {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Replace both files as certificate tools do: written aside, then renamed, one after the other. */
function install({ certificateFile, keyFile }: Files, { cert, key }: { cert: string; key: string }): void {
  writeFileSync(`${keyFile}.new`, key);
  replace(certificateFile, cert);
  renameSync(`${keyFile}.new`, keyFile);
}

/** At once: whoever looks sees the one or the other, and not the beginning of it. */
function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function createFiles(): Files {
  const folder = createDataDirectory('tls');
  return { certificateFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
}

/** The serial number of the certificate a new connection is shown. */
function readServedSerial(port: number, maxVersion: SecureVersion = 'TLSv1.3'): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', rejectUnauthorized: false, minVersion: 'TLSv1' as const, maxVersion };
    const socket = connect({ ...options, ciphers: 'DEFAULT@SECLEVEL=0' }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

async function serveWith(test: TestContext, files: Files): Promise<ServerUnderTest> {
  return serve(test, answerOk, { tls: files });
}

/** Poll with a generous deadline. */
async function eventually(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  const deadlineMs = Date.now() + 60_000;
  while (!(await isSo())) {
    assert.ok(Date.now() < deadlineMs, `not within a minute: ${what}`);
    await wait(10);
  }
}

describe('H1 HTTPS from PEM files', () => {
  // Node's own defaults would refuse old versions too, but a command line can lower them: so these tests do.
  const { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS } = tls;
  before(() => Object.assign(tls, { DEFAULT_MIN_VERSION: 'TLSv1', DEFAULT_CIPHERS: 'DEFAULT@SECLEVEL=0' }));
  after(() => Object.assign(tls, { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS }));

  it('is tested with a client that does speak TLS 1.1 where it may', async (test) => {
    const server = createServer(createSelfSignedCertificate(7)).listen(0, '127.0.0.1');
    test.after(() => server.close());
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    assert.equal(await readServedSerial(port, 'TLSv1.1'), '0107');
  });

  it('serves TLS 1.2 and 1.3, and nothing older (RFC 9325 §3.1.1)', async (test) => {
    const files = createFiles();
    install(files, createSelfSignedCertificate(1));
    const { port, url } = await serveWith(test, files);
    assert.match(url, /^https:/);
    assert.equal(await readServedSerial(port, 'TLSv1.3'), '0101');
    assert.equal(await readServedSerial(port, 'TLSv1.2'), '0101');
    await assert.rejects(readServedSerial(port, 'TLSv1.1'));
  });

  it('reloads them when they change, without a restart, and again', async (test) => {
    const files = createFiles();
    install(files, createSelfSignedCertificate(1));
    const { port } = await serveWith(test, files);
    for (const serial of [2, 3]) {
      install(files, createSelfSignedCertificate(serial));
      await eventually('the new certificate', async () => (await readServedSerial(port)) === `010${serial}`);
    }
    await assert.rejects(readServedSerial(port, 'TLSv1.1'), 'a reload keeps the least version');
  });

  it('keeps the former certificate when the new files are broken, says so once, and takes the next good ones', async (test) => {
    const files = createFiles();
    install(files, createSelfSignedCertificate(1));
    const { port, lines } = await serveWith(test, files);
    const errors = (): number => lines.filter(({ level }) => level === 'error').length;

    replace(files.certificateFile, 'no certificate');
    await eventually('a log line', () => errors() === 1);
    assert.equal(await readServedSerial(port), '0101');

    // A certificate whose key has not arrived yet.
    replace(files.certificateFile, createSelfSignedCertificate(4).cert);
    await eventually('a second log line', () => errors() === 2);
    assert.equal(await readServedSerial(port), '0101');

    // Long enough for several looks: the same broken files are reported once.
    await wait(200);
    assert.equal(errors(), 2);

    install(files, createSelfSignedCertificate(5));
    await eventually('the good certificate', async () => (await readServedSerial(port)) === '0105');
  });

  it('refuses to start with files that are missing, or are no pair, and names them', async () => {
    const files = createFiles();
    await assert.rejects(
      readTlsFiles(files),
      (error) =>
        error instanceof ServeError &&
        error.code === 'tls_files' &&
        /cert\.pem cannot be read \(ENOENT\)/.test(error.message),
    );
    install(files, { cert: createSelfSignedCertificate(1).cert, key: createSelfSignedCertificate(2).key });
    await assert.rejects(readTlsFiles(files), /cert\.pem and .*key\.pem are no pair/);
  });

  it('never repeats what is in the files', async () => {
    const files = createFiles();
    const { cert, key } = createSelfSignedCertificate(1);
    install(files, { cert: key, key: cert });
    await assert.rejects(readTlsFiles(files), (error) => error instanceof Error && !error.message.includes('BEGIN'));
  });
});
