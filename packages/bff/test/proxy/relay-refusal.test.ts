import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sendBytes } from './kit/browser.ts';
import { formatHandshake } from './kit/handshake.ts';
import { openProxied } from './kit/proxied.ts';
import { listenSocket } from './kit/servers.ts';

const limit = { timeout: 30_000 };

describe('the refusal of an API to open a WebSocket', () => {
  it('B3 breaks off with an API that stops in the midst of its refusal', limit, async (context) => {
    const stuck = await listenSocket((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\na part'));
    });
    const hasty = await openProxied({ target: stuck.url, webSocket: true }, { apiIdleTimeoutMs: 100 });
    context.after(async () => {
      await hasty.close();
      await stuck.close();
    });
    const answer = await sendBytes(hasty.port, formatHandshake('/api', { cookie: hasty.cookie }));
    assert.match(answer, /^HTTP\/1\.1 403 [^]*a part$/);
  });
});
