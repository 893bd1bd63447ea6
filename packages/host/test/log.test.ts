import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog } from '../src/log.ts';

describe('createLog', () => {
  it('writes lines a person can read on a terminal', () => {
    const written: string[] = [];
    const { log } = createLog('info', { isTTY: true, write: (text: string) => written.push(text) });
    log.info({ requestId: 'left-out', method: 'GET', path: '/jwks', status: 200, list: [1] }, 'request');
    const event = { id: 1, atMs: 5, type: 'user.created', detail: { a: 1 } };
    log.info({ event }, 'audit');
    assert.match(
      written.join(''),
      /^[\d:]{8} info {2}request method=GET path=\/jwks status=200 list=\[1\]\n[\d:]{8} info {2}audit id=1 type=user.created detail=\{"a":1\}\n$/,
    );
  });

  it('leaves out what is below its level', () => {
    const written: string[] = [];
    const { log } = createLog('warn', { isTTY: true, write: (text: string) => written.push(text) });
    log.info({}, 'quiet');
    log.error({}, 'loud');
    assert.equal(written.length, 1);
  });
});
