import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkChallengeClient } from '../../src/authorize/check-challenge.ts';
import { assertRefuses } from '../refusal.ts';
import { createClient } from '../sample-config.ts';

describe('checkChallengeClient', () => {
  it('§13 lets a first-party client through that was allowed the challenge and has the code grant', () => {
    const client = createClient('app', { authorizationChallenge: true });
    assert.deepEqual(checkChallengeClient({ client }), {});
  });

  it('§13 refuses a client that lacks any of the three, whatever the configuration let through', () => {
    for (const lacking of [
      { firstParty: false, authorizationChallenge: true },
      { authorizationChallenge: false },
      { authorizationChallenge: true, grantTypes: ['client_credentials'] as const },
    ]) {
      const client = createClient('app', lacking);
      assertRefuses(() => checkChallengeClient({ client }), 'unauthorized_client');
    }
  });
});
