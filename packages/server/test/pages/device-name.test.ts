import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeDevice, isHandheld } from '../../src/pages/device-name.ts';

describe('describeDevice', () => {
  const rows = [
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'Chrome on Linux',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
      'Safari on Mac',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1',
      'Chrome on iPhone',
    ],
    ['Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0', 'Firefox on Android'],
    ['curl/8.5.0', 'curl/8.5.0'],
  ] as const;
  for (const [userAgent, name] of rows) it(`calls it ${name}`, () => assert.equal(describeDevice(userAgent), name));

  it('says so when nothing is known', () => {
    assert.equal(describeDevice(undefined), 'Unknown device');
    assert.equal(describeDevice(''), 'Unknown device');
  });

  it('cuts what nobody could read', () => assert.equal(describeDevice('x'.repeat(256)).length, 60));
});

describe('isHandheld', () => {
  it('knows telephones from the rest', () => {
    assert.equal(isHandheld('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148'), true);
    assert.equal(isHandheld('Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0'), true);
    assert.equal(isHandheld('Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36'), false);
    assert.equal(isHandheld(undefined), false);
  });
});
