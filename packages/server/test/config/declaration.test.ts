import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeDeclaration } from '../../src/config/declaration.ts';
import { environment, goodInput, goodSecret, resolveInput, webClient } from './sample-input.ts';

describe('describeDeclaration', () => {
  it('names every API, role and client once', async () => {
    const { config } = await resolveInput(goodInput);
    assert.deepEqual(
      describeDeclaration(config).map(({ kind, id }) => `${kind} ${id}`),
      ['api https://orders.example.com', 'role clerk', 'client web', 'client native', 'client service'],
    );
  });

  it('K1 says of secrets only whether they changed: digests of digests', async () => {
    const { config } = await resolveInput(goodInput);
    const text = JSON.stringify(describeDeclaration(config));
    const hash = Buffer.from(config.clients[0]?.secretHashes[0] ?? []);
    assert.ok(!text.includes(goodSecret));
    assert.ok(!text.includes(hash.toString('base64url')) && !text.includes(hash.toString('hex')));

    const changed = await resolveInput({ ...goodInput, clients: [{ ...webClient, secret: { env: 'WEB_SECRET_2' } }] });
    const describeSecrets = (input: typeof config): string | undefined =>
      describeDeclaration(input).find(({ id }) => id === 'web')?.properties['secretHashes'];
    assert.notEqual(describeSecrets(changed.config), describeSecrets(config));
  });

  it('does not depend on the order in which members were written', async () => {
    const scopes = [
      { a: 'A', b: 'B' },
      { b: 'B', a: 'A' },
    ];
    const [one, other] = await Promise.all(
      scopes.map(async (order) => {
        const { config } = await resolveInput(
          { issuer: 'http://localhost:4000', apis: [{ audience: 'urn:a', scopes: order }] },
          environment,
        );
        return describeDeclaration(config);
      }),
    );
    assert.deepEqual(one, other);
  });

  it('leaves out what is not set, and has canonical JSON for everything else', async () => {
    const { config } = await resolveInput(goodInput);
    const native = describeDeclaration(config).find(({ id }) => id === 'native');
    assert.equal(native?.properties['accessTokenTtlSeconds'], undefined);
    assert.equal(native?.properties['redirectUris'], '["http://127.0.0.1/callback"]');
    assert.equal(native?.properties['type'], '"public"');
  });
});
