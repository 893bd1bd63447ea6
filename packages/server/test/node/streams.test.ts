import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pollFor } from '@latchkey/testing/poll';
import type { Authority } from '../../src/authority.ts';
import { answerWith } from '../../src/http/message.ts';
import { serveAuthority } from '../../src/node/serve.ts';
import type { RevocationFeed } from '../../src/revocation/feed.ts';
import { openFeedLog, reader, readFeed } from '../revocation/feed-log.ts';
import { createSampleConfig } from '../sample-config.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** An authority that answers with the feed, whatever is asked. */
function openAuthority(feed: RevocationFeed): Pick<Authority, 'answer' | 'endStreams'> {
  return {
    async answer() {
      const connection = feed.connect(reader, undefined);
      assert.ok(connection.connected);
      return answerWith(connection.body, { 'content-type': 'text/event-stream' });
    },
    endStreams: () => feed.stop(),
  };
}

describe('a server that streams', { timeout: 30_000 }, () => {
  it('passes each event on as it comes, and ends its streams in order when it stops', async () => {
    const { feed, log } = openFeedLog({ heartbeatMs: 3_600_000 });
    const sample = createSampleConfig();
    const server = await serveAuthority(
      openAuthority(feed),
      // Longer than the test: without `endStreams` the stream would be waited for.
      { config: { ...sample, http: { ...sample.http, shutdownGraceSeconds: 3_600 } }, log: quiet },
    );
    const response = await fetch(server.url);
    assert.ok(response.body !== null);
    const connected = readFeed(response.body);
    assert.equal((await connected.next()).event, 'snapshot');
    log.append('a');
    assert.equal((await connected.next()).event, 'delta');
    const closing = server.close();
    await assert.rejects(connected.next(), /has ended/);
    await connected.ended;
    assert.equal(await closing, 'finished');
  });

  it('lets go of a reader whose connection is gone', async () => {
    // Longer than the test: nobody else lets go of it.
    const { feed, log } = openFeedLog({ patienceMs: 3_600_000 });
    const server = await serveAuthority(openAuthority(feed), { config: createSampleConfig(), log: quiet });
    const leaving = new AbortController();
    const response = await fetch(server.url, { signal: leaving.signal });
    assert.ok(response.body !== null);
    await response.body.getReader().read();
    assert.equal(log.listeners.size, 1);
    leaving.abort();
    try {
      await pollFor('letting go of the reader', () => log.listeners.size === 0);
    } finally {
      await server.close();
    }
  });
});
