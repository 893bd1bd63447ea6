import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { lintDocument } from '../../check/openapi.mjs';
import { installFolder } from '../../install.mjs';
import { root } from '../../root.mjs';

describe('the check of the OpenAPI document', () => {
  before(() => installFolder(`${root}/tools/openapi`, 'all'));

  it('refuses a reference that leads nowhere', async () => {
    const result = await lintDocument(
      JSON.stringify({
        openapi: '3.1.1',
        info: { title: 'Broken', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
        servers: [{ url: 'https://id.latchkey.test' }],
        paths: {
          '/token': {
            post: {
              operationId: 'getTokens',
              summary: 'Get tokens',
              security: [],
              responses: {
                200: {
                  description: 'Tokens.',
                  content: { 'application/json': { schema: { $ref: '#/components/schemas/Nowhere' } } },
                },
              },
            },
          },
        },
      }),
    );
    assert.equal(result.ok, false);
    assert.match('detail' in result ? String(result.detail) : '', /no-unresolved-refs/);
  });
});
