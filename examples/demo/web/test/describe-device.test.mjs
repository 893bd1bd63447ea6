import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as ofAuthority from '../../../../packages/server/src/pages/device-name.ts';
import { describeDevice, isHandheld } from '../public/describe-device.js';

const agents = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Edg/140.0.0.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0',
  'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
  'curl/8.5.0',
  'x'.repeat(100),
  '',
  undefined,
];

describe('describing a device', () => {
  it('calls every device what the authority’s own page calls it', () => {
    for (const agent of agents) {
      assert.equal(describeDevice(agent), ofAuthority.describeDevice(agent));
      assert.equal(isHandheld(agent), ofAuthority.isHandheld(agent));
    }
  });
});
