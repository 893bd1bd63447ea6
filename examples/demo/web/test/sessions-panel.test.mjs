import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSessions } from '../public/sessions-panel.js';

describe('reading the list of sessions', () => {
  it('puts the current one first and names each application once', () => {
    const grants = [
      { client_id: 'demo-web', client_name: 'Demo web shop' },
      { client_id: 'demo-web', client_name: 'Demo web shop' },
      { client_id: 'removed' },
    ];
    const sessions = parseSessions({
      sessions: [
        { session_id: 'a', current: false, auth_time: 1, last_used_at: 2, address: '192.0.2.1', grants },
        { session_id: 'b', current: true, user_agent: 'Mozilla/5.0 (iPhone) Safari/604', grants: [] },
      ],
    });
    assert.deepEqual(
      sessions.map(({ sid, isCurrent, device, isHandheld }) => [sid, isCurrent, device, isHandheld]),
      [
        ['b', true, 'Safari on iPhone', true],
        ['a', false, 'Unknown device', false],
      ],
    );
    assert.deepEqual(sessions[1]?.applications, ['Demo web shop', 'removed']);
    assert.deepEqual([sessions[0]?.address, sessions[0]?.signedInAt], ['unknown', undefined]);
  });

  it('finds none in what is no list', () => {
    for (const body of [undefined, 'text', {}, { sessions: 'none' }]) assert.deepEqual(parseSessions(body), []);
  });
});
