import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KeyRing } from '@latchkey/keys';
import { signJws } from '@latchkey/tokens/jws/sign';
import { createIdTokenHintReader } from '../../src/mint/id-token-hint.ts';
import { createSampleConfig, issuer } from '../sample-config.ts';
import { openSampleRing } from './sample-ring.ts';

let keys: KeyRing;

before(async () => {
  keys = await openSampleRing();
});
after(() => keys.close());

describe('createIdTokenHintReader', () => {
  const claims = { iss: issuer, sub: 'ada', aud: 'web', sid: 's', exp: 1 };
  const read = (changes: object, typ = 'JWT') => {
    const token = signJws({ typ }, { ...claims, ...changes }, keys.signer('id_token', 'ES256'));
    return createIdTokenHintReader({ config: createSampleConfig(), keys })(token);
  };

  it('reads an ID token of this authority, however old', () => {
    assert.deepEqual(read({}), { userId: 'ada', sessionId: 's', clientId: 'web' });
    assert.deepEqual(read({ sid: undefined }), { userId: 'ada', sessionId: undefined, clientId: 'web' });
  });

  it('reads nothing from another issuer, type or shape', () => {
    assert.equal(read({ iss: 'https://elsewhere.example' }), undefined);
    assert.equal(read({}, 'at+jwt'), undefined);
    assert.equal(read({ sub: 1 }), undefined);
    assert.equal(read({ aud: ['web', 'other'] }), undefined);
  });

  it('reads nothing that a key for access tokens signed', () => {
    const token = signJws({ typ: 'JWT' }, claims, keys.signer('access_token', 'ES256'));
    assert.equal(createIdTokenHintReader({ config: createSampleConfig(), keys })(token), undefined);
  });
});
