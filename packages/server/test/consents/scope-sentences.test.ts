import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ApiConfig } from '../../src/config/config.ts';
import { describeScopes } from '../../src/consents/scope-sentences.ts';

const orders: ApiConfig = {
  audience: 'https://orders.example',
  name: 'Orders',
  scopes: { read: 'Read your orders', 'orders:write': 'Change your orders' },
  permissions: {},
  accessTokenTtlSeconds: 300,
};
const mail: ApiConfig = {
  ...orders,
  audience: 'https://mail.example',
  name: 'Mail',
  scopes: { read: 'Read your mail' },
};

describe('describeScopes', () => {
  it('says what is asked for, API by API', () => {
    const groups = describeScopes(
      { scopes: ['openid', 'email', 'read', 'orders:write'], resources: [orders.audience, mail.audience] },
      [orders, mail],
    );
    assert.deepEqual(groups, [
      { apiName: undefined, sentences: ['Know who you are here, and that you signed in', 'See your e-mail address'] },
      { apiName: 'Orders', sentences: ['Read your orders', 'Change your orders'] },
      { apiName: 'Mail', sentences: ['Read your mail'] },
    ]);
  });

  it('shows only the APIs that are asked for', () => {
    const groups = describeScopes({ scopes: ['read'], resources: [mail.audience] }, [orders, mail]);
    assert.deepEqual(groups, [{ apiName: 'Mail', sentences: ['Read your mail'] }]);
  });

  it('hides no scope, not even one that has no sentence', () => {
    const groups = describeScopes({ scopes: ['mystery', 'toString'], resources: [orders.audience] }, [orders]);
    assert.deepEqual(groups[0], { apiName: undefined, sentences: ['mystery', 'toString'] });
  });
});
