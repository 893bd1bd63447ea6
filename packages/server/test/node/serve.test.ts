import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ListenError } from '@latchkey/host/listen';
import { createDataDirectory } from '@latchkey/testing/run';
import { createSelfSignedCertificate } from '@latchkey/testing/self-signed';
import { answerJson, answerWith, type HttpAnswer } from '../../src/http/message.ts';
import { serveAuthority } from '../../src/node/index.ts';
import { createSampleConfig } from '../sample-config.ts';
import { serve } from './running-server.ts';

const answerOk = async (): Promise<HttpAnswer> => answerWith('ok', {});
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

describe('serveAuthority', () => {
  it('hands requests on with the peer’s address, and answers what comes back', async (test) => {
    const { url } = await serve(test, async (request, { remoteAddress }) => {
      const text = Buffer.from(await request.readBody(100)).toString();
      return answerJson({ method: request.method, text, remoteAddress });
    });
    const response = await fetch(`${url}/x`, { method: 'POST', body: 'hello' });
    assert.deepEqual(await response.json(), { method: 'POST', text: 'hello', remoteAddress: '127.0.0.1' });
  });

  it('lets go of a peer that speaks no TLS, or does not finish its handshake in the time its headers have', {
    timeout: 30_000,
  }, async (test) => {
    const folder = createDataDirectory('tls');
    const tls = { certificateFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
    const { cert, key } = createSelfSignedCertificate(1);
    writeFileSync(tls.certificateFile, cert);
    writeFileSync(tls.keyFile, key);
    const { port } = await serve(test, answerOk, { tls, http: { headersTimeoutSeconds: 1 } });
    for (const bytes of ['GET / HTTP/1.1\r\nHost: a\r\n\r\n', '\x16\x03\x01', '']) {
      const peer = connect(port, '127.0.0.1', () => peer.write(bytes));
      peer.on('error', () => undefined).resume();
      await once(peer, 'close');
    }
  });

  it('says what to do when the port is in use', async (test) => {
    const { port } = await serve(test, answerOk);
    const config = { ...createSampleConfig(), listen: { host: '127.0.0.1', port } };
    await assert.rejects(
      serveAuthority({ answer: answerOk, endStreams: () => undefined }, { config, log: quiet }),
      (error) => {
        assert.ok(error instanceof ListenError);
        assert.equal(error.code, 'address_in_use');
        assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${port} is in use.*LATCHKEY_PORT`));
        return true;
      },
    );
  });

  it('says what to do when the address is not of this machine', async () => {
    const config = { ...createSampleConfig(), listen: { host: '192.0.2.1', port: 0 } };
    await assert.rejects(
      serveAuthority({ answer: answerOk, endStreams: () => undefined }, { config, log: quiet }),
      /LATCHKEY_HOST/,
    );
  });
});
