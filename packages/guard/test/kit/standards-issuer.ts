import { createHmac, generateKeyPairSync, type JsonWebKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An authorization server made by hand of the standards alone (RFC 8414, 7517, 9068), sharing no code with Latchkey: RSA
 * keys, `scope` as text, `aud` as list, no `rev`, no grant in `jti`. Every answer can be bent.
 */
export interface StandardsIssuer {
  readonly issuer: string;
  /** Requests received, by path. */
  readonly requests: Map<string, number>;
  /** Keys now published, as JWKs. Change it at will. */
  published: JsonWebKey[];
  /** Answer a path otherwise; delete the entry to mend it. */
  readonly overrides: Map<string, (response: ServerResponse) => void>;
  cacheControl: string | undefined;
  /** Members over the usual ones of the metadata. */
  metadata: Record<string, unknown>;
  /** Make a key and publish it. */
  addKey(kid?: string): IssuerKey;
  /** Sign a token for the audience, good for five minutes; claims and header over the usual ones; undefined removes. */
  issue(claims?: Record<string, unknown>, header?: Record<string, unknown>, key?: IssuerKey): string;
  close(): Promise<void>;
}

export interface IssuerKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: JsonWebKey;
}

export const audience = 'https://api.example.com';

export async function openStandardsIssuer(): Promise<StandardsIssuer> {
  const requests = new Map<string, number>();
  const overrides = new Map<string, (response: ServerResponse) => void>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.set(path, (requests.get(path) ?? 0) + 1);
    const override = overrides.get(path);
    if (override !== undefined) return override(response);
    if (path === '/.well-known/openid-configuration') {
      return sendJson(response, { issuer, jwks_uri: `${issuer}/keys`, ...self.metadata });
    }
    if (path === '/keys') return sendJson(response, { keys: self.published }, self.cacheControl);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let latest: IssuerKey | undefined;

  const self: StandardsIssuer = {
    issuer,
    requests,
    published: [],
    overrides,
    cacheControl: undefined,
    metadata: {},
    addKey(kid = randomUUID()) {
      latest = createIssuerKey(kid);
      self.published.push(latest.jwk);
      return latest;
    },
    issue(claims = {}, header = {}, key = latest ?? self.addKey()) {
      const iat = Math.floor(Date.now() / 1000);
      const usual = {
        ...{ iss: issuer, sub: 'person-1', aud: [audience, 'https://other.example.com'], client_id: 'shop' },
        ...{ iat, exp: iat + 300, jti: randomUUID(), scope: 'orders:read profile' },
      };
      return signToken({ typ: 'at+jwt', alg: 'RS256', kid: key.kid, ...header }, { ...usual, ...claims }, key);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}

export function createIssuerKey(kid: string): IssuerKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
  return { kid, privateKey, publicKey, jwk };
}

/** A compact JWS with exactly this header and these claims; texts are taken as they are. */
export function signToken(header: object | string, claims: object | string, key: IssuerKey): string {
  const input = `${encodePart(header)}.${encodePart(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key.privateKey).toString('base64url')}`;
}

/** The classic confusion: the public key's PEM as an HMAC secret. */
export function signTokenWithPublicKey(header: object, claims: object, key: IssuerKey): string {
  const input = `${encodePart(header)}.${encodePart(claims)}`;
  const secret = key.publicKey.export({ type: 'spki', format: 'pem' });
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

export function encodePart(part: object | string): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

/** What a token says, for tests that change a bit of it. */
export function decodePart(token: string, index: 0 | 1): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

function sendJson(response: ServerResponse, document: object, cacheControl?: string): void {
  if (cacheControl !== undefined) response.setHeader('cache-control', cacheControl);
  response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
}
