import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KeyRing } from '@latchkey/keys';
import type { AuthorityConfig } from '../../src/config/config.ts';
import { OAuthError } from '../../src/http/oauth-error.ts';
import type { Log, LogFields } from '../../src/log.ts';
import { type AccessTokenMint, createAccessTokenMint } from '../../src/mint/access-token.ts';
import { createSampleConfig, findClient, orders } from '../sample-config.ts';
import { openSampleRing } from './sample-ring.ts';

let keys: KeyRing;

before(async () => {
  keys = await openSampleRing();
});
after(() => keys.close());

describe('the size budget of access tokens', () => {
  function createMint(tokenSize: AuthorityConfig['tokenSize']): { mint: AccessTokenMint; lines: LogFields[] } {
    const lines: LogFields[] = [];
    const keep = (fields: LogFields): void => {
      lines.push(fields);
    };
    const log: Log = { debug: keep, info: keep, warn: keep, error: keep };
    return { mint: createAccessTokenMint({ config: createSampleConfig({ tokenSize }), keys, log }), lines };
  }

  const config = createSampleConfig();
  const access = {
    apis: config.apis.filter((api) => api.audience === orders),
    audience: [orders],
    tokenScopes: ['orders:read'],
    responseScopes: ['orders:read'],
  };
  const mintOne = (mint: AccessTokenMint) => mint.mintForClient(findClient('batch'), access, { rev: 7, nowMs: 1000 });

  it('T2 says nothing about a token within it', () => {
    const { mint, lines } = createMint({ warnBytes: 2048, maxBytes: 7168 });
    assert.ok(mintOne(mint).token.length < 2048);
    assert.deepEqual(lines, []);
  });

  it('T2 warns of a large token by client and size, and issues it', () => {
    const { mint, lines } = createMint({ warnBytes: 100, maxBytes: 7168 });
    const { token } = mintOne(mint);
    assert.deepEqual(lines, [{ clientId: 'batch', tokenBytes: token.length, warnBytes: 100 }]);
  });

  it('T2 refuses a token over the limit with server_error, and logs client and size but no token', () => {
    const { mint, lines } = createMint({ warnBytes: 100, maxBytes: 200 });
    assert.throws(
      () => mintOne(mint),
      (error) => {
        assert.ok(error instanceof OAuthError);
        assert.deepEqual([error.code, error.status], ['server_error', 500]);
        assert.match(error.detail ?? '', /batch has \d+ bytes/);
        return true;
      },
    );
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.['clientId'], 'batch');
    assert.doesNotMatch(JSON.stringify(lines), /eyJ/);
  });

  it('T2 gives a client its own permissions at the token’s audiences', () => {
    const { mint } = createMint(config.tokenSize);
    const [, payload = ''] = mintOne(mint).token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    assert.deepEqual(claims.permissions, ['orders.refund']);
    assert.equal(claims.rev, 7);
  });
});
