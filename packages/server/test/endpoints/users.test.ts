import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { openPeopleAuthority, type PeopleAuthority, type Person, signIn } from './people-authority.ts';
import { backendSecret } from './people-config.ts';

const password = recordSecret('a password of my own');

describe('the users endpoint', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  beforeEach(async () => {
    authority = await openPeopleAuthority();
    alice = await authority.addPerson('alice', { email: 'alice@example.com' });
  });
  afterEach(() => authority.close());

  const request = { client_id: 'mobile', username: 'bob', email: 'bob@example.com', name: 'Bob', password };

  it('creates an account that can sign in', async () => {
    const response = await authority.sendJson('/users', request);
    assert.equal(response.status, 202);
    assert.deepEqual(await response.json(), {});
    assert.deepEqual(response.headers.getSetCookie(), []);
    assert.equal((await signIn(authority.openBrowser(), { username: 'bob', password })).url.pathname, '/account');
  });

  it('says the same, after the same work, when the names are taken', async () => {
    const observe = async (body: object) => {
      authority.passwords.work.length = 0;
      const response = await authority.sendJson('/users', body);
      const headers = [...response.headers].filter(([name]) => name !== 'x-request-id');
      return { status: response.status, text: await response.text(), headers, work: [...authority.passwords.work] };
    };
    const free = await observe(request);
    assert.deepEqual(await observe({ ...request, username: 'alice', email: '' }), free);
    assert.deepEqual(await observe({ ...request, username: 'carol', email: 'alice@example.com' }), free);
    assert.equal((await signIn(authority.openBrowser(), alice)).url.pathname, '/account');
    assert.equal((await signIn(authority.openBrowser(), { username: 'alice', password })).status, 400);
  });

  it('names every problem and its field', async () => {
    const response = await authority.sendJson('/users', { ...request, username: 'a b', password: 'short' });
    assert.equal(response.status, 400);
    const body = (await response.json()) as { error: string; problems: { field: string }[] };
    assert.equal(body.error, 'invalid_request');
    assert.deepEqual(
      body.problems.map(({ field }) => field),
      ['username', 'password'],
    );
    assert.doesNotMatch(JSON.stringify(body), /"short"/);
  });

  it('is for clients that may create accounts', async () => {
    for (const clientId of ['web', 'third']) {
      const response = await authority.sendJson('/users', { ...request, client_id: clientId });
      assert.equal(response.status, 400);
      assert.equal(((await response.json()) as { error: string }).error, 'unauthorized_client');
    }
    assert.equal((await authority.sendJson('/users', { ...request, client_id: 'backend' })).status, 401);
    assert.deepEqual(authority.passwords.work, []);
    const known = await authority.sendJson('/users', {
      ...request,
      client_id: 'backend',
      client_secret: backendSecret,
    });
    assert.equal(known.status, 202);
  });

  it('gives nobody a role', async () => {
    const response = await authority.sendJson('/users', { ...request, roles: 'administrator' });
    assert.equal(response.status, 202);
    const page = await signIn(authority.openBrowser(), { username: 'bob', password });
    assert.doesNotMatch(page.html, /administrator/);
  });

  it('L2 shares the limit of the sign-up page', async () => {
    for (let tries = 0; tries < 10; tries += 1) {
      assert.equal((await authority.sendJson('/users', { ...request, username: `n${tries}`, email: '' })).status, 202);
    }
    const limited = await authority.sendJson('/users', { ...request, username: 'n11', email: '' });
    assert.equal(limited.status, 429);
    assert.ok(Number(limited.headers.get('retry-after')) > 0);
  });
});
