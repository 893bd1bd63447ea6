import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { loadConfig } from '@latchkey/server/config';
import { repository } from '@latchkey/testing/server-process';
import { readBlocks, readPage } from './reader.ts';

const page = 'docs/configuration.md';
const file = readBlocks(page).find(({ language }) => language === 'ts')?.code ?? '';
const shown = /^```\n(latchkey\.config\.ts has .*?)^```$/ms.exec(readPage(page))?.[1];

describe('the page on configuration', () => {
  /** In the repository, where the package that it imports is found. */
  function saveConfig(context: TestContext, code: string): string {
    const folder = mkdtempSync(join(repository, 'configuration-page-'));
    context.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'latchkey.config.ts'), code);
    for (const name of ['certificate.pem', 'key.pem']) writeFileSync(join(folder, name), '');
    return folder;
  }

  it('shows a configuration that the authority takes', async (context) => {
    const cwd = saveConfig(context, file);
    const { config } = await loadConfig({ cwd, env: {} });
    assert.equal(config.issuer, 'https://id.example.com');
  });

  it('shows what the authority says to two mistakes in it', async (context) => {
    const mistaken = file
      .replace(/^ {2}tls: .*\n/m, '')
      .replace('https://id', 'http://id')
      .replace('redirectUris', 'redirectUrls');
    const cwd = saveConfig(context, mistaken);
    await assert.rejects(loadConfig({ cwd, env: {} }), (error) => {
      assert.ok(error instanceof Error);
      assert.equal(`${error.message.replace(`${cwd}/`, '')}\n`, shown);
      return true;
    });
  });
});
