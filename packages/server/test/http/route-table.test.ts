import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRouteTable } from '../../src/http/route-table.ts';
import { get, postForm, postJson } from './sample-dispatcher.ts';

describe('createRouteTable', () => {
  const table = createRouteTable([
    get('/a'),
    postForm('/a'),
    postJson('/a'),
    get('/a/:id/b'),
    get('/a/special/b'),
    get('/d/:id', { method: 'DELETE' }),
  ]);

  it('finds a path exactly as it is written', () => {
    assert.equal(table.find('/a')?.route.pattern, '/a');
    for (const path of ['/A', '/a/', '//a', '/%61', '/a?x', '', '/']) assert.equal(table.find(path), undefined, path);
  });

  it('reads and decodes named segments, and lets a literal path win over them', () => {
    assert.deepEqual(table.find('/a/x%2Fy/b')?.params, { id: 'x/y' });
    assert.equal(table.find('/a/special/b')?.route.pattern, '/a/special/b');
    for (const path of ['/a//b', '/a/x/c', '/a/x/b/c', '/a/%ZZ/b']) assert.equal(table.find(path), undefined, path);
  });

  it('lists what a path allows, HEAD wherever there is GET and OPTIONS always (RFC 9110 §10.2.1)', () => {
    assert.equal(table.find('/a')?.route.allow, 'GET, HEAD, POST, OPTIONS');
    assert.equal(table.find('/d/1')?.route.allow, 'DELETE, OPTIONS');
  });

  it('refuses two endpoints that claim the same', () => {
    assert.throws(() => createRouteTable([get('/a'), get('/a')]), /GET \/a/);
    assert.throws(() => createRouteTable([postForm('/a'), postForm('/a')]), /POST \/a/);
  });
});
