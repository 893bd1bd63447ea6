import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog } from '../src/log.ts';

describe('createLog', () => {
  it('writes lines a person can read on a terminal', () => {
    const written: string[] = [];
    const { log } = createLog('info', { isTTY: true, write: (text: string) => written.push(text) });
    log.info({ requestId: 'left-out', method: 'GET', path: '/jwks', status: 200, event: { id: 1 } }, 'request');
    assert.match(
      written[0] ?? '',
      /^\d\d:\d\d:\d\d info {2}request method=GET path=\/jwks status=200 event=\{"id":1\}\n$/,
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
