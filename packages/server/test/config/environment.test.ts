import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createFolder, listProblems, resolveInput } from './sample-input.ts';

describe('environment', () => {
  it('overrides the file, setting by setting', async () => {
    const { config } = await resolveInput(
      { issuer: 'https://id.example.com', logLevel: 'info' },
      {
        LATCHKEY_ISSUER: 'https://other.example.com',
        LATCHKEY_HOST: '127.0.0.2',
        LATCHKEY_PORT: '5000',
        LATCHKEY_TRUSTED_PROXIES: '10.0.0.1, 10.1.0.0/16',
        LATCHKEY_DATA_DIRECTORY: '/var/lib/latchkey',
        LATCHKEY_SIGN_UP: 'open',
        LATCHKEY_LOG_LEVEL: 'warn',
        LATCHKEY_TLS_CERTIFICATE_FILE: '/etc/cert.pem',
        LATCHKEY_TLS_KEY_FILE: '/etc/key.pem',
      },
    );
    assert.equal(config.issuer, 'https://other.example.com');
    assert.deepEqual(config.listen, { host: '127.0.0.2', port: 5000 });
    assert.deepEqual(config.trustedProxies, ['10.0.0.1', '10.1.0.0/16']);
    assert.equal(config.dataDirectory, '/var/lib/latchkey');
    assert.equal(config.signUp, 'open');
    assert.equal(config.logLevel, 'warn');
    assert.deepEqual(config.tls, { certificateFile: '/etc/cert.pem', keyFile: '/etc/key.pem' });
  });

  it('moves issuer and port of a local authority with one variable', async () => {
    const { config } = await resolveInput(
      { issuer: 'http://localhost:4000' },
      { LATCHKEY_ISSUER: 'http://localhost:4100' },
    );
    assert.equal(config.listen.port, 4100);
  });

  it('starts relative paths at the working directory, and those of the file at its folder', async () => {
    const folder = createFolder();
    const tls = { certificateFile: 'cert.pem', keyFile: '../key.pem' };
    const input = { issuer: 'https://id.example.com', tls, dataDirectory: 'data' };
    const { config } = await resolveInput(input, { LATCHKEY_DATA_DIRECTORY: 'here' }, folder);
    assert.equal(config.dataDirectory, join(folder, 'elsewhere', 'here'));
    assert.equal(config.tls?.certificateFile, join(folder, 'cert.pem'));
    assert.equal(config.tls?.keyFile, join(folder, '..', 'key.pem'));
  });

  it('is named where a value of it is wrong', async () => {
    const { problems } = await listProblems(
      { issuer: 'http://localhost:4000' },
      { LATCHKEY_PORT: 'tcp://10.0.0.1:80', LATCHKEY_LOG_LEVEL: 'loud' },
    );
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['LATCHKEY_PORT (listen.port)', 'LATCHKEY_LOG_LEVEL (logLevel)'],
    );
  });

  it('counts an empty variable as none', async () => {
    const { config } = await resolveInput({ issuer: 'http://localhost:4000' }, { LATCHKEY_PORT: '' });
    assert.equal(config.listen.port, 4000);
  });
});
