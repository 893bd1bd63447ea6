import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFeedReporter } from '../src/report-feed-event.ts';

describe('telling the operator about the feed', () => {
  it('says what he must mend, once until something else happens', () => {
    const told: string[] = [];
    const report = createFeedReporter('https://id.example.com', (message) => told.push(message));
    const refused = { event: 'disconnected', reason: 'not_connected', status: 401 } as const;
    report(refused);
    report(refused);
    report({ event: 'connected' });
    report(refused);
    assert.equal(told.length, 2);
    assert.match(told[0] ?? '', /refuses the guard with 401: check clientId and clientSecret/);
  });

  it('says once what is not believed again and again, and anew when it had ended otherwise', () => {
    const told: string[] = [];
    const report = createFeedReporter('https://id.example.com', (message) => told.push(message));
    function refuse(reason: 'gap' | 'signature'): void {
      report({ event: 'connected' });
      report({ event: 'refused', reason });
      report({ event: 'disconnected', reason: 'refused' });
    }
    for (let times = 0; times < 100; times += 1) refuse('gap');
    assert.equal(told.length, 1);
    refuse('signature');
    assert.equal(told.length, 2);
    report({ event: 'connected' });
    report({ event: 'disconnected', reason: 'ended' });
    refuse('signature');
    assert.equal(told.length, 3);
  });

  it('keeps quiet about what mends itself', () => {
    const told: string[] = [];
    const report = createFeedReporter('https://id.example.com', (message) => told.push(message));
    report({ event: 'disconnected', reason: 'silent' });
    report({ event: 'connected' });
    assert.deepEqual(told, []);
    report({ event: 'log_set_back', fromSeq: 9, toSeq: 4 });
    report({ event: 'no_feed' });
    assert.match(told.join('\n'), /went back from 9 to 4[^]*has no revocation feed/);
  });
});
