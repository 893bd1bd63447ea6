import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { splitTarget } from '../src/request-target.ts';

describe('the target of a request', () => {
  it('is path and query as sent, whatever host was named', () => {
    assert.deepEqual(splitTarget('https://evil.example/auth/session?slide=false'), {
      path: '/auth/session',
      search: '?slide=false',
    });
    assert.deepEqual(splitTarget('http://a/x%2F..%2f\\y'), { path: '/x%2F..%2f\\y', search: '' });
    assert.deepEqual(splitTarget('http://a/x#?y'), { path: '/x', search: '' });
    assert.deepEqual(splitTarget('http://a'), { path: '/', search: '' });
  });
});
