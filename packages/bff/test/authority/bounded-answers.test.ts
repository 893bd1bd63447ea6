import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import { boundAnswers, maxAnswerBytes } from '../../src/authority/bounded-answers.ts';
import { madeUpIssuer, openTestConnection } from '../kit/test-connection.ts';

/** Ends long after anybody should have read on. */
function openLong() {
  const piece = new Uint8Array(65_536).fill(0x20);
  const sent = { bytes: 0, isCancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent.bytes += piece.byteLength;
      controller.enqueue(piece);
      if (sent.bytes > 32 * maxAnswerBytes) controller.close();
    },
    cancel: () => void (sent.isCancelled = true),
  });
  return { body, sent };
}

describe('an answer of the authority', () => {
  it('comes through as it is up to 256 KiB, with or without a body', async () => {
    const text = 'x'.repeat(maxAnswerBytes);
    const given = [
      Response.json({ text: 'x' }, { status: 400, headers: { 'retry-after': '5' } }),
      new Response(text),
      new Response(null, { status: 204 }),
    ];
    const fetch = boundAnswers(async () => given.shift() ?? Response.error());
    const refusal = await fetch(madeUpIssuer);
    assert.deepEqual([refusal.status, refusal.headers.get('retry-after')], [400, '5']);
    assert.deepEqual(await refusal.json(), { text: 'x' });
    assert.equal(await (await fetch(madeUpIssuer)).text(), text);
    assert.equal((await fetch(madeUpIssuer)).status, 204);
  });

  it('is not read on, and not kept, when it is longer', { timeout: 60_000 }, async () => {
    const { body, sent } = openLong();
    const { connection, lines } = openTestConnection(async (input) =>
      String(input).endsWith('/token')
        ? new Response(body, { headers: { 'content-type': 'application/json' } })
        : Response.json({ issuer: madeUpIssuer, token_endpoint: `${madeUpIssuer}/token` }),
    );
    const attempt = await connection.attempt('refresh', async ({ authentication, client, options, server }) => {
      const answer = await oauth.refreshTokenGrantRequest(server, client, authentication, 'refresh-token', options);
      return await oauth.processRefreshTokenResponse(server, client, answer);
    });
    assert.equal(!attempt.ok && attempt.failure.kind, 'unavailable');
    assert.equal(lines[0]?.fields['reason'], 'OAUTH_PARSE_ERROR');
    assert.ok(sent.isCancelled);
    assert.ok(sent.bytes < 2 * maxAnswerBytes, String(sent.bytes));
  });
});
