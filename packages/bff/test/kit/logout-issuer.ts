import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { recordSecret } from '@latchkey/testing/run';

/** An issuer made by hand of the standards alone, reached over a socket, whose logout tokens can be bent. */
export interface LogoutIssuer {
  readonly issuer: string;
  /** Requests for the keys so far. */
  countKeyRequests(): number;
  /** Answer 500 to everything. */
  isBroken: boolean;
  /** A logout token for `app`, with claims and header over the usual ones; undefined removes. */
  sign(claims?: object, header?: object, key?: KeyObject): string;
  close(): Promise<void>;
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

export async function openLogoutIssuer(): Promise<LogoutIssuer> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let keyRequests = 0;
  const server = createServer((request, response) => {
    if (self.isBroken) {
      response.writeHead(500).end();
      return;
    }
    response.setHeader('content-type', 'application/json');
    if (request.url === '/jwks') {
      keyRequests += 1;
      const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'ES256', use: 'sig' };
      response.end(JSON.stringify({ keys: [jwk] }));
      return;
    }
    const { issuer } = self;
    response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const self: LogoutIssuer = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isBroken: false,
    countKeyRequests: () => keyRequests,
    sign(claims = {}, header = {}, key = privateKey) {
      const iat = Math.floor(Date.now() / 1000);
      const usual = {
        ...{ iss: self.issuer, aud: 'app', iat, exp: iat + 120, jti: randomUUID(), sid: 'sid-1', sub: 'ada' },
        events: { [logoutEvent]: {} },
      };
      const head = { alg: 'ES256', typ: 'logout+jwt', kid: 'key-1', ...header };
      const parts = [head, { ...usual, ...claims }].map((part) =>
        Buffer.from(JSON.stringify(part)).toString('base64url'),
      );
      const input = parts.join('.');
      const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
      return recordSecret(`${input}.${signature.toString('base64url')}`);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}

/** A key that the issuer never published. */
export function createForeignKey(): KeyObject {
  return createPrivateKey(
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }),
  );
}
