import assert from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createDataDirectory, recordSecret } from '@latchkey/testing/run';
import { readSecretKey } from '../../src/file/secret-key.ts';
import { KeyRingError } from '../../src/key-ring-error.ts';

const bytes = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index * 7));

/** The authority's own variable and file. */
function read(environment: Readonly<Record<string, string>>, folder: string): Promise<KeyObject> {
  return readSecretKey({ environment, variable: 'LATCHKEY_SEALING_KEY', file: join(folder, 'secrets', 'sealing-key') });
}

describe('K1 readSecretKey', () => {
  it('takes 32 bytes from the environment, in base64url or base64, and then makes no file', async () => {
    const folder = createDataDirectory('sealing');
    for (const encoding of ['base64url', 'base64'] as const) {
      const key = await read({ LATCHKEY_SEALING_KEY: recordSecret(bytes.toString(encoding)) }, folder);
      assert.deepEqual(key.export(), bytes);
    }
    assert.ok(!existsSync(join(folder, 'secrets')));
  });

  it('refuses anything else without repeating it', async () => {
    const folder = createDataDirectory('sealing');
    for (const text of [recordSecret('too-short-sealing-key'), bytes.toString('hex'), 'not base64 at all!']) {
      await assert.rejects(read({ LATCHKEY_SEALING_KEY: text }, folder), (error) => {
        assert.ok(error instanceof KeyRingError);
        assert.match(error.message, /openssl rand/);
        assert.ok(!error.message.includes(text));
        return true;
      });
    }
  });

  it('makes and keeps a key of mode 0600 in the data folder otherwise', async () => {
    const folder = createDataDirectory('sealing');
    const first = await read({}, folder);
    const again = await read({ LATCHKEY_SEALING_KEY: '' }, folder);
    assert.ok(first.equals(again));
    assert.equal(first.symmetricKeySize, 32);
    assert.equal(statSync(join(folder, 'secrets', 'sealing-key')).mode & 0o777, 0o600);
  });
});
