import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { type LogoutReceiver, openLogoutReceiver, verifyLogoutToken } from '@latchkey/testing/logout-receiver';
import { createLogoutDelivery, type DeliverLogout } from '../../../src/sessions/logout-notifications/delivery.ts';
import type { LogoutNotification } from '../../../src/sessions/logout-notifications/store.ts';
import { type OAuthDriver, openDriver } from '../../endpoints/oauth-driver.ts';
import { findClient } from '../../sample-config.ts';

const notification = {
  notificationId: 'n',
  sessionId: 'some-session',
  userId: 'somebody',
  clientId: 'web',
  createdAtMs: 0,
  attempt: 1,
  expiresAtMs: 1,
} as LogoutNotification;

describe('createLogoutDelivery', () => {
  let driver: OAuthDriver;
  let receiver: LogoutReceiver;
  let deliver: DeliverLogout;
  before(async () => {
    driver = await openDriver();
    deliver = createLogoutDelivery(driver.authority);
  });
  after(() => driver.close());
  beforeEach(async () => {
    receiver = await openLogoutReceiver();
  });
  afterEach(() => receiver.close());

  it('Back-Channel Logout §2.5 posts one logout token that the published keys verify', async () => {
    await deliver(notification, findClient('web'), receiver.uri);
    assert.equal(receiver.tokens.length, 1);
    const { claims } = await verifyLogoutToken(receiver.tokens[0], () => driver.authority.fetch('/jwks'));
    assert.deepEqual([claims['aud'], claims['sub'], claims['sid']], ['web', 'somebody', 'some-session']);
  });

  const outcomes = {
    200: 'delivered',
    204: 'delivered',
    400: 'refused',
    201: 'failed',
    301: 'failed',
    302: 'failed',
    307: 'failed',
    308: 'failed',
    401: 'failed',
    404: 'failed',
    500: 'failed',
    501: 'failed',
    503: 'failed',
  } as const;
  for (const [status, outcome] of Object.entries(outcomes)) {
    it(`Back-Channel Logout §2.8 takes ${status} for ${outcome}`, async () => {
      receiver.answer((_request, response) => {
        response.writeHead(Number(status), { location: receiver.uri }).end();
      });
      const delivery = await deliver(notification, findClient('web'), receiver.uri);
      assert.deepEqual(delivery, { outcome, status: Number(status), cause: undefined });
      assert.equal(receiver.tokens.length, 1);
    });
  }

  it('says why when nobody answers', async () => {
    await receiver.close();
    const delivery = await deliver(notification, findClient('web'), receiver.uri);
    assert.deepEqual(delivery, { outcome: 'failed', status: undefined, cause: 'ECONNREFUSED' });
  });

  it('sends nothing to other machines by plain http, even if it was configured', async () => {
    const delivery = await deliver(notification, findClient('web'), 'http://app.example.com/');
    assert.deepEqual(delivery, { outcome: 'failed', status: undefined, cause: 'ERR_OUTBOUND_ADDRESS' });
  });
});
