import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFetch, createResponse, readRequest } from '../../src/http/fetch-edge.ts';
import { answerEmpty, answerJson, answerWith } from '../../src/http/message.ts';

describe('readRequest', () => {
  it('hands on method, target and header fields, of repeated ones all', () => {
    const headers = new Headers({ accept: 'text/html' });
    headers.append('authorization', 'Bearer a');
    headers.append('authorization', 'Bearer b');
    const request = readRequest(new Request('https://id.example.com/a?b=c', { method: 'DELETE', headers }));
    assert.equal(request.method, 'DELETE');
    assert.equal(request.path, '/a');
    assert.equal(request.search, '?b=c');
    assert.equal(request.headers.get('authorization'), 'Bearer a, Bearer b');
    assert.equal(request.headers.get('cookie'), undefined);
  });
});

describe('createResponse', () => {
  it('carries status, fields, every cookie and the body', async () => {
    const response = createResponse(answerJson({ a: 1 }, { status: 201, setCookies: ['a=1', 'b=2'] }));
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
    assert.deepEqual(await response.json(), { a: 1 });
  });

  it('has no body where none may be', () => {
    assert.equal(createResponse(answerEmpty(204)).body, null);
  });
});

describe('createFetch', () => {
  it('is the dispatcher by the Fetch standard', async () => {
    const fetch = createFetch(async ({ path }, { remoteAddress }) => answerWith(`${path} ${remoteAddress}`, {}));
    const response = await fetch(new Request('https://id.example.com/'), { remoteAddress: '192.0.2.1' });
    assert.equal(await response.text(), '/ 192.0.2.1');
  });
});
