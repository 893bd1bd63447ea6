import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { ConfigError, loadConfig } from '../../src/config/index.ts';
import { createFolder } from './sample-input.ts';

describe('configuration files', () => {
  const folder = createFolder();
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  it('may be TypeScript, JavaScript or JSON', async () => {
    const files = [
      write('a.ts', "const issuer: string = 'http://localhost:4000';\nexport default { issuer } as const;\n"),
      write('b.mjs', "export default { issuer: 'http://localhost:4000' };\n"),
      write('c.json', '{ "issuer": "http://localhost:4000" }'),
    ];
    for (const file of files) {
      const loaded = await loadConfig({ file, env: {} });
      assert.equal(loaded.config.issuer, 'http://localhost:4000');
      assert.equal(loaded.file, file);
      assert.equal(loaded.config.dataDirectory, join(folder, 'data'));
    }
  });

  it('are looked for in the working directory when none is named', async () => {
    const cwd = join(folder, 'work');
    mkdirSync(cwd);
    await assert.rejects(loadConfig({ cwd, env: {} }), /there is no latchkey\.config\.ts.*LATCHKEY_CONFIG_FILE/);
    writeFileSync(join(cwd, 'latchkey.config.json'), '{ "issuer": "http://localhost:4000" }');
    assert.equal((await loadConfig({ cwd, env: {} })).file, join(cwd, 'latchkey.config.json'));
  });

  const broken = [
    { name: 'missing.ts', text: undefined, says: /does not exist/ },
    { name: 'no-default.ts', text: 'export const config = {};', says: /exports no configuration/ },
    { name: 'list.json', text: '[]', says: /not a JSON object/ },
    { name: 'twice.json', text: '{"issuer":"a","issuer":"b"}', says: /appears once/ },
    { name: 'cut.json', text: '{"issuer":', says: /not a JSON object/ },
  ];
  for (const { name, text, says } of broken) {
    it(`are refused with a sentence: ${name}`, async () => {
      const file = text === undefined ? join(folder, name) : write(name, text);
      await assert.rejects(loadConfig({ file, env: {} }), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, says);
        assert.ok(error.message.includes(file));
        return true;
      });
    });
  }

  it('K1 that do not run are named with the line, and nothing of what they say is repeated', async () => {
    const secret = recordSecret('a-secret-in-a-broken-file');
    for (const [name, text] of [
      ['syntax.ts', `export default {\n  issuer: 'x',\n  secret '${secret}'\n};\n`],
      ['throws.ts', `\nthrow new Error('${secret}');\n`],
    ] as const) {
      const file = write(name, text);
      await assert.rejects(loadConfig({ file, env: {} }), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, /could not be run: (SyntaxError|Error)/);
        assert.ok(!error.message.includes(secret), error.message);
        return true;
      });
    }
  });
});
