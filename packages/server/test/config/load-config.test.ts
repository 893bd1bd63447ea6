import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defineConfig } from '../../src/config/index.ts';
import { goodInput, nativeClient, resolveInput } from './sample-input.ts';

describe('loadConfig', () => {
  it('fills in every default', async () => {
    const { config } = await resolveInput({ issuer: 'http://localhost:4000' });
    const { dataDirectory, ...rest } = config;
    assert.match(dataDirectory, /data$/);
    assert.deepEqual(rest, {
      issuer: 'http://localhost:4000',
      listen: { host: '127.0.0.1', port: 4000 },
      tls: undefined,
      trustedProxies: [],
      signUp: 'closed',
      appearance: {
        name: 'Latchkey',
        accent: '#0b6b5d',
        accentDark: '#63cdb8',
        corner: 'round',
        supportUrl: undefined,
        privacyUrl: undefined,
        termsUrl: undefined,
      },
      apis: [],
      roles: [],
      clients: [],
      lifetimes: {
        authorizationCodeSeconds: 60,
        idTokenSeconds: 300,
        interactionSeconds: 1800,
        sessionIdleSeconds: 12 * 3600,
        sessionAbsoluteSeconds: 24 * 3600,
        rememberedSessionIdleSeconds: 30 * 86_400,
        rememberedSessionAbsoluteSeconds: 180 * 86_400,
        refreshOverlapSeconds: 30,
        firstAdministratorLinkSeconds: 900,
        jwksSeconds: 300,
        signingKeySeconds: 30 * 86_400,
      },
      signInLimits: {
        windowSeconds: 900,
        perAccount: 10,
        perDevice: 20,
        perAddress: 100,
        perClient: 20,
        signUpsPerAddress: 20,
      },
      passwordHashing: { memoryKiB: 19_456, iterations: 2, parallelism: 1, concurrency: 2, queueLength: 64 },
      http: {
        maxBodyBytes: 65_536,
        maxHeaderBytes: 16_384,
        requestTimeoutSeconds: 30,
        headersTimeoutSeconds: 10,
        keepAliveTimeoutSeconds: 65,
        shutdownGraceSeconds: 10,
      },
      tokenSize: { warnBytes: 2048, maxBytes: 7168 },
      logLevel: 'info',
    });
  });

  it('fills in the defaults of a client', async () => {
    const { config } = await resolveInput({ ...goodInput, clients: [nativeClient] });
    const [client] = config.clients;
    assert.equal(client?.name, 'native');
    assert.equal(client?.firstParty, false);
    assert.deepEqual(client?.grantTypes, ['authorization_code', 'refresh_token']);
    assert.deepEqual(client?.secretHashes, []);
    assert.equal(client?.accessTokenTtlSeconds, undefined);
    assert.equal(client?.refreshIdleTtlSeconds, 30 * 86_400);
    assert.equal(client?.refreshAbsoluteTtlSeconds, 365 * 86_400);
  });

  it('listens where others can come in only with TLS of its own', async () => {
    assert.deepEqual((await resolveInput(goodInput)).config.listen, { host: '0.0.0.0', port: 8443 });
    const behindProxy = { ...goodInput, tls: undefined, trustedProxies: ['10.0.0.1'] };
    assert.deepEqual((await resolveInput(behindProxy)).config.listen, { host: '127.0.0.1', port: 8080 });
    assert.equal((await resolveInput({ issuer: 'http://localhost' })).config.listen.port, 80);
  });

  it('answers a frozen configuration and leaves the caller’s object as it was', async () => {
    const input = structuredClone(goodInput);
    const before = JSON.stringify(input);
    const { config } = await resolveInput(input);
    assert.equal(JSON.stringify(input), before);
    assert.ok(!Object.isFrozen(input) && !Object.isFrozen(input.clients));
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
      assert.ok(Object.isFrozen(value));
      for (const member of Object.values(value)) visit(member);
    };
    visit(config);
  });

  it('defineConfig is only for the editor', () => {
    assert.equal(defineConfig(goodInput), goodInput);
  });
});
