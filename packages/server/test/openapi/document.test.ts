import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { openTestAuthority, type TestAuthority } from '@latchkey/testing/authority-in-process';
import type { AuthorityParts } from '../../src/authority.ts';
import { createServices } from '../../src/create-services.ts';
import { createOAuthEndpoints } from '../../src/endpoints/oauth-endpoints.ts';
import { createPeopleEndpoints } from '../../src/endpoints/people-endpoints.ts';
import { describeHttpApi, operations } from '../../src/openapi/document.ts';

/** For people or for the authority's own redirects: no program calls these. */
const isForProtocol = new Set(['/authorize', '/logout']);

describe('the OpenAPI document', () => {
  let authority: TestAuthority;
  before(async () => {
    authority = await openTestAuthority();
  });
  after(() => authority.close());

  it('describes every endpoint that programs call, and none that is not there', () => {
    const log: AuthorityParts['log'] = { debug() {}, info() {}, warn() {}, error() {} };
    const parts: AuthorityParts = { ...authority, log };
    const services = createServices(parts);
    const endpoints = [...createOAuthEndpoints(parts, services), ...createPeopleEndpoints(parts, services)];
    const expected = endpoints
      .filter(({ answers, path }) => answers === 'json' || isForProtocol.has(path))
      .map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(Object.keys(operations).toSorted(), [...new Set(expected)].toSorted());
  });

  it('is served to anybody, and says which issuer, cookie and version it is about', async () => {
    const response = await authority.fetch('/openapi.json');
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    const document = (await response.json()) as ReturnType<typeof JSON.parse>;
    assert.deepEqual(document.servers, [{ url: authority.issuer }]);
    assert.equal(document.components.securitySchemes.session.name, '__Host-latchkey-session');
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    assert.equal(document.info.version, version);
  });

  it('has an operation id once, and every reference leads somewhere', () => {
    const ids = Object.values(operations).map(({ operationId }) => operationId);
    assert.equal(new Set(ids).size, ids.length);
    const text = JSON.stringify(describeHttpApi({ issuer: authority.issuer, sessionCookie: 'x' }));
    const { components } = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      assert.ok(Object.hasOwn(components.schemas, name ?? ''), name);
    }
  });
});
