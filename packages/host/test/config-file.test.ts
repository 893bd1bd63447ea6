import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createDataDirectory, recordSecret } from '@latchkey/testing/run';
import { type ConfigFileKind, findConfigFile, readConfigFile } from '../src/config-file.ts';
import { ConfigError } from '../src/config-problem.ts';

const kind: ConfigFileKind = {
  fileNames: ['shop.config.mjs', 'shop.config.json'],
  namedBy: 'name one with --config FILE',
  example: 'export default { … }',
};

function write(name: string, text: string): string {
  const file = join(createDataDirectory('config-file'), name);
  writeFileSync(file, text);
  return file;
}

async function readRefusal(file: string): Promise<string> {
  const error: unknown = await readConfigFile(kind, file).then(
    () => undefined,
    (refused: unknown) => refused,
  );
  assert.ok(error instanceof ConfigError);
  return error.message;
}

describe('findConfigFile', () => {
  it('takes the file that was named, relative to the working directory', () => {
    assert.equal(findConfigFile(kind, 'other.json', '/srv/shop'), '/srv/shop/other.json');
  });

  it('looks for the usual names in their order, and says which when there is none', () => {
    const cwd = createDataDirectory('config-file');
    assert.throws(
      () => findConfigFile(kind, undefined, cwd),
      (error) =>
        error instanceof ConfigError && /shop\.config\.mjs.*shop\.config\.json.*--config FILE/.test(error.message),
    );
    for (const name of [...kind.fileNames].toReversed()) {
      writeFileSync(join(cwd, name), '{}');
      assert.equal(findConfigFile(kind, undefined, cwd), join(cwd, name));
    }
  });
});

describe('readConfigFile', () => {
  it('runs code and reads JSON', async () => {
    assert.deepEqual(await readConfigFile(kind, write('a.mjs', 'export default { port: 4000 + 1 };')), { port: 4001 });
    assert.deepEqual(await readConfigFile(kind, write('a.json', '{"port":4001}')), { port: 4001 });
  });

  it('K1 says what kind of error and in which line, and repeats nothing of the file', async () => {
    const secret = recordSecret('a-secret-that-somebody-wrote-into-it');
    const broken = await readRefusal(write('b.mjs', `\n\nthrow new RangeError('${secret}');`));
    assert.match(broken, /could not be run: RangeError in line 3/);
    const misspelt = await readRefusal(write('c.mjs', `export default { secret: ${secret} };`));
    assert.match(misspelt, /could not be run: /);
    const json = await readRefusal(write('d.json', `{"secret":"${secret}",}`));
    assert.match(json, /is not a JSON object in which every member appears once/);
    for (const message of [broken, misspelt, json]) assert.ok(!message.includes(secret), message);
  });

  it('refuses a member that appears twice, of which readers may take either', async () => {
    assert.match(await readRefusal(write('e.json', '{"port":1,"port":2}')), /every member appears once/);
  });

  it('refuses a file that is not there, or exports no object', async () => {
    const folder = createDataDirectory('config-file');
    assert.match(await readRefusal(join(folder, 'none.mjs')), /does not exist/);
    assert.match(await readRefusal(join(folder, 'none.json')), /cannot be read \(ENOENT\)/);
    for (const code of ['export const port = 1;', 'export default 5;', 'export default [];']) {
      assert.match(await readRefusal(write('f.mjs', code)), /exports no configuration\. Write: export default/);
    }
  });
});
