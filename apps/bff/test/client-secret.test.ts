import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createDataDirectory, recordSecret } from '@latchkey/testing/run';
import { readClientSecret } from '../src/client-secret.ts';

const secret = recordSecret('a-client-secret-of-the-shop');
const neverWaits = (): void => assert.fail('there was nothing to wait for');

describe('K1 readClientSecret', () => {
  it('takes it from a variable or a file, without the newline at its end', async () => {
    assert.equal(await readClientSecret({ env: 'SHOP' }, { SHOP: secret }, neverWaits), secret);
    const file = join(createDataDirectory('bff-secret'), 'secret');
    writeFileSync(file, `${secret}\n`, { mode: 0o600 });
    assert.equal(await readClientSecret({ file }, {}, neverWaits), secret);
  });

  it('waits for a file that an authority is about to make', async () => {
    const file = join(createDataDirectory('bff-secret'), 'secret');
    const read = readClientSecret({ file }, {}, () => writeFileSync(file, secret, { mode: 0o600 }));
    assert.equal(await read, secret);
  });

  it('says which variable or file holds nothing, or cannot be read', async () => {
    await assert.rejects(readClientSecret({ env: 'SHOP' }, { SHOP: ' ' }, neverWaits), /empty in the variable SHOP/);
    const folder = createDataDirectory('bff-secret');
    await assert.rejects(readClientSecret({ file: folder }, {}, neverWaits), /cannot be read from .*EISDIR/);
  });
});
