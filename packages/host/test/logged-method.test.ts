import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeMethod } from '../src/logged-method.ts';

describe('describeMethod', () => {
  it('shows the methods of the standards, and of any other only that it is one', () => {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
      assert.equal(describeMethod(method), method);
    }
    for (const method of ['get', 'PROPFIND', 'SECRET', '']) assert.equal(describeMethod(method), 'other');
  });
});
