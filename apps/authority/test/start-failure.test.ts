import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ListenError } from '@latchkey/host/listen';
import { describeStartFailure } from '@latchkey/host/start-failure';
import { ConfigError } from '@latchkey/server/config';
import { ServeError } from '@latchkey/server/node';
import { StoreOpenError } from '@latchkey/stores/sqlite';
import { recordSecret } from '@latchkey/testing/run';
import { knownFailures } from '../src/start-failure.ts';

describe('describeStartFailure', () => {
  it('tells a supervisor whether a person must act (78) or trying again may help (75)', () => {
    assert.equal(describeStartFailure(new ConfigError('file', []), knownFailures).exitCode, 78);
    assert.equal(describeStartFailure(new ListenError('address_in_use', 'x'), knownFailures).exitCode, 75);
    assert.equal(describeStartFailure(new ServeError('tls_files', 'x'), knownFailures).exitCode, 78);
    assert.equal(describeStartFailure(new StoreOpenError('in_use', 'x'), knownFailures).exitCode, 75);
    assert.equal(describeStartFailure(new StoreOpenError('newer_database', 'x'), knownFailures).exitCode, 78);
  });

  it('says what our own errors say', () => {
    assert.equal(
      describeStartFailure(new ServeError('tls_files', 'A sentence.'), knownFailures).sentence,
      'A sentence.',
    );
  });

  it('O1 says of any other error where it came from, and not what it says', () => {
    const secret = recordSecret('secret-in-an-unexpected-error');
    const { sentence, exitCode } = describeStartFailure(
      new RangeError(secret, { cause: new Error(secret) }),
      knownFailures,
    );
    assert.equal(exitCode, 70);
    assert.ok(!sentence.includes(secret));
    assert.match(sentence, /RangeError\n {2}at .*start-failure\.test\.ts/);
  });
});
