import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseTransportSecurity } from '../src/transport-security.ts';

describe('chooseTransportSecurity', () => {
  it('H2 holds browsers to https for a year, other hosts below included, and says nothing on plain http', () => {
    assert.equal(chooseTransportSecurity(true), 'max-age=31536000; includeSubDomains');
    assert.equal(chooseTransportSecurity(false), undefined);
  });
});
