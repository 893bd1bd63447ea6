import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError } from '@latchkey/host/config-problem';
import { createDataDirectory } from '@latchkey/testing/run';
import { loadBffConfig } from '../src/load-config.ts';

const good = {
  origin: 'http://localhost:4001',
  issuer: 'http://localhost:4000',
  clientId: 'shop',
  clientSecret: { file: 'secret' },
  apis: [],
};

function write(config: object): { readonly folder: string; readonly file: string } {
  const folder = createDataDirectory('bff-config');
  mkdirSync(join(folder, 'public'));
  const file = join(folder, 'latchkey.bff.config.json');
  writeFileSync(file, JSON.stringify(config));
  return { folder, file };
}

async function findProblems(config: object): Promise<string> {
  const { file, folder } = write(config);
  try {
    await loadBffConfig(file, folder);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return assert.fail('it was taken');
}

describe('loadBffConfig', () => {
  it('finds the file of the folder, and fills in where to listen and where data goes', async () => {
    const { folder } = write({ ...good, app: { directory: 'public' } });
    const config = await loadBffConfig(undefined, folder);
    assert.deepEqual([config.listen.host, config.listen.port], ['127.0.0.1', 4001]);
    assert.equal(config.dataDirectory, join(folder, 'data'));
    assert.deepEqual(config.clientSecret, { file: join(folder, 'secret') });
    assert.equal(config.app?.directory, join(folder, 'public'));
    assert.match(config.app?.contentSecurityPolicy ?? '', /default-src 'none'.*frame-ancestors 'none'/);
    assert.deepEqual(config.options, { origin: good.origin, issuer: good.issuer, clientId: 'shop', apis: [] });
  });

  it('listens on the usual port of an https origin unless it is told another', async () => {
    const listen = { host: '0.0.0.0' };
    const { file, folder } = write({
      ...good,
      origin: 'https://shop.example',
      listen,
      trustedProxies: ['192.0.2.1'],
    });
    const { host, port } = (await loadBffConfig(file, folder)).listen;
    assert.deepEqual([host, port], ['0.0.0.0', 443]);
  });

  it('knows what to set to move the port: what the file says, else origin where browsers come to this very port', async () => {
    const read = async (changes: object): Promise<string> => {
      const { file, folder } = write({ ...good, ...changes });
      return (await loadBffConfig(file, folder)).listen.portSetting.replace(file, 'FILE');
    };
    assert.equal(await read({}), 'the port of origin in FILE');
    assert.equal(await read({ listen: { port: 4002 } }), 'listen.port in FILE');
    assert.equal(await read({ origin: 'https://shop.example' }), 'listen.port in FILE');
    assert.equal(await read({ listen: { portSetting: 'SHOP_PORT' } }), 'SHOP_PORT');
    assert.match(await findProblems({ ...good, listen: { portSetting: '' } }), /- listen\.portSetting .*Set it to/);
  });

  it('lists everything that is wrong, each with a remedy', async () => {
    const message = await findProblems({
      ...good,
      clientSecret: 'written-into-the-file',
      listen: { port: 70_000 },
      logLevel: 'loud',
      dataDirectory: 7,
      app: { directory: 'nowhere' },
    });
    for (const path of ['clientSecret', 'listen.port', 'logLevel', 'dataDirectory']) {
      assert.match(message, new RegExp(`- ${path.replace('.', '\\.')} .*Set it to`));
    }
    assert.match(message, /- app\.directory is \/.*\/nowhere, which does not exist\. Make it/);
    assert.ok(!message.includes('written-into-the-file'));
  });

  it('refuses a fallback that is not there, and a secret from two places', async () => {
    assert.match(
      await findProblems({ ...good, app: { directory: 'public', fallback: 'index.html' } }),
      /app\.fallback/,
    );
    assert.match(await findProblems({ ...good, clientSecret: { file: 'a', env: 'B' } }), /clientSecret/);
  });

  it('refuses names that do not exist, and what is of the wrong kind, wherever they stand', async () => {
    const misspelt = { listen: { prot: 1 }, app: { directory: 'public', contentSecurityPolcy: 'x' } };
    const message = await findProblems({ ...good, ...misspelt });
    assert.match(message, /- listen\.prot is no option\. Remove it; there are host, port, portSetting\./);
    assert.match(message, /- app\.contentSecurityPolcy is no option\./);
    for (const policy of [5, '', 'two\nlines']) {
      const found = await findProblems({ ...good, app: { directory: 'public', contentSecurityPolicy: policy } });
      assert.match(found, /- app\.contentSecurityPolicy .*one line/);
    }
    for (const wrong of [null, 'everywhere', []]) {
      const found = await findProblems({ ...good, listen: wrong, app: wrong });
      assert.match(found, /- listen .*an object with host, port/);
      assert.match(found, /- app .*an object with directory/);
    }
  });

  it('H1 refuses to be reached by other machines over plain HTTP', async () => {
    assert.match(await findProblems({ ...good, listen: { host: '0.0.0.0' } }), /listen\.host .*TLS/);
    assert.match(await findProblems({ ...good, listen: { host: '127.0.0.1.example.com' } }), /listen\.host .*TLS/);
  });

  it('H1 refuses to be reached by other machines of which none would be answered', async () => {
    const config = { ...good, origin: 'https://shop.example', listen: { host: '0.0.0.0' } };
    assert.match(await findProblems(config), /listen\.host .*trustedProxies.* List the proxy/);
  });

  it('says which names it looked for when there is no file', async () => {
    await assert.rejects(
      loadBffConfig(undefined, createDataDirectory('bff-config')),
      /latchkey\.bff\.config\.ts.*--config FILE/s,
    );
  });
});
