import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { get, openDispatcher } from './sample-dispatcher.ts';

describe('credentials in an address', () => {
  const { send, lines } = openDispatcher([get('/a'), get('/page', { answers: 'page' })]);
  const secret = recordSecret('token-in-a-query');

  for (const name of [
    'access_token',
    'refresh_token',
    'id_token',
    'client_secret',
    'password',
    'new_password',
    'code_verifier',
  ]) {
    it(`H6 refuses ${name} with 400 and a sentence, whatever the endpoint`, async () => {
      const response = await send(`/a?x=1&${name}=${secret}`);
      assert.equal(response.status, 400);
      const text = await response.text();
      assert.match(text, new RegExp(`invalid_request.*${name}`));
      assert.ok(!text.includes(secret));
      assert.equal((await send(`/page?${name}=`)).status, 400);
      assert.ok(!JSON.stringify(lines).includes(secret));
    });
  }

  it('H6 lets through what is made for an address: id_token_hint, code, a one-time token', async () => {
    assert.equal((await send('/a?id_token_hint=x&code=x&token=x&state=x')).status, 200);
  });
});
