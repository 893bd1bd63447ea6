import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import {
  createFolder,
  environment,
  goodInput,
  goodSecret,
  listProblems,
  otherSecret,
  resolveInput,
  webClient,
} from './sample-input.ts';

function sha256(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest());
}

describe('K1 client secrets', () => {
  const withSecret = (secret: unknown): Readonly<Record<string, unknown>> => ({
    ...goodInput,
    clients: [{ ...webClient, secret }],
  });

  it('come from environment or file, one or several, and are kept as SHA-256 alone', async () => {
    const folder = createFolder();
    writeFileSync(join(folder, 'secret'), `${otherSecret}\r\n`, { mode: 0o600 });
    const sources = [{ env: 'WEB_SECRET' }, { file: 'secret' }];
    const { config } = await resolveInput(withSecret(sources), environment, folder);
    assert.deepEqual(config.clients[0]?.secretHashes, [sha256(goodSecret), sha256(otherSecret)]);
    assert.ok(!JSON.stringify(config).includes(goodSecret));
  });

  it('are generated once, into a file of mode 0600 in folders of mode 0700', async () => {
    const folder = createFolder();
    const first = await resolveInput(withSecret({ generate: true }), environment, folder);
    const file = join(folder, 'data', 'secrets', 'clients', 'web');
    assert.deepEqual(first.generatedSecretFiles, [file]);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(join(file, '..')).mode & 0o777, 0o700);
    assert.equal(statSync(join(file, '..', '..')).mode & 0o777, 0o700);
    const secret = recordSecret(readFileSync(file, 'utf8').trim());
    assert.equal(secret.length, 43);
    assert.deepEqual(first.config.clients[0]?.secretHashes, [sha256(secret)]);

    const again = await resolveInput(withSecret({ generate: true }), environment, folder);
    assert.deepEqual(again.generatedSecretFiles, []);
    assert.deepEqual(again.config.clients[0]?.secretHashes, [sha256(secret)]);
  });

  it('are the same for processes that generate at once', async () => {
    const folder = createFolder();
    const all = await Promise.all(
      Array.from({ length: 8 }, () => resolveInput(withSecret({ generate: true }), environment, folder)),
    );
    const hashes = new Set(
      all.map(({ config }) => Buffer.from(config.clients[0]?.secretHashes[0] ?? []).toString('hex')),
    );
    assert.equal(hashes.size, 1);
  });

  it('in a generated file that others may read are refused', async () => {
    const folder = createFolder();
    await resolveInput(withSecret({ generate: true }), environment, folder);
    chmodSync(join(folder, 'data', 'secrets', 'clients', 'web'), 0o640);
    await assert.rejects(resolveInput(withSecret({ generate: true }), environment, folder), /other users.*chmod 600/s);
  });

  it('are not made while anything is wrong', async () => {
    const folder = createFolder();
    const input = { ...withSecret({ generate: true }), signUp: 'perhaps' };
    await assert.rejects(resolveInput(input, environment, folder));
    assert.ok(!existsSync(join(folder, 'data')));
  });

  it('are never echoed, wherever somebody puts one by mistake', async () => {
    const secret = recordSecret('Mistaken-secret-in-a-wrong-place-01234567');
    const places: readonly unknown[] = [
      secret,
      [secret],
      { env: secret },
      { file: secret },
      { generate: secret },
      { value: secret },
      { [secret]: true },
      [{ env: 'WEB_SECRET' }, { secret }],
    ];
    for (const place of places) {
      const { message } = await listProblems(withSecret(place));
      assert.match(message, /clients\[0\]\.secret/);
      assert.ok(!message.includes(secret), message);
    }
    const misplaced = await listProblems({
      ...goodInput,
      issuer: secret,
      logLevel: secret,
      trustedProxies: [secret],
      lifetimes: { idTokenSeconds: secret },
      clients: [
        {
          ...webClient,
          clientSecret: secret,
          clientId: `${secret} `,
          redirectUris: [secret],
          scopes: [secret],
          audiences: [secret],
        },
      ],
    });
    assert.ok(misplaced.problems.length >= 5);
    assert.ok(!misplaced.message.includes(secret), misplaced.message);
    const short = recordSecret('short-secret-abc');
    const { message } = await listProblems(withSecret({ env: 'SHORT' }), { SHORT: short });
    assert.ok(!message.includes(short));
  });
});
