import { generateKeyPairSync, sign } from 'node:crypto';

/**
 * A self-signed certificate for `localhost`, made here byte by byte: Node can read certificates but not make them, and a
 * test must not need a program that may be missing.
 *
 * @see RFC 5280 §4.1 for the shape.
 */
export function createSelfSignedCertificate(serial: number): { readonly cert: string; readonly key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = sequence(objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  const commonName = objectId(0x55, 0x04, 0x03);
  const name = sequence(set(sequence(commonName, encode(0x0c, Buffer.from('localhost')))));
  const subjectAltName = objectId(0x55, 0x1d, 0x11);
  const localhost = encode(
    0x04,
    sequence(encode(0x82, Buffer.from('localhost')), encode(0x87, Buffer.from([127, 0, 0, 1]))),
  );
  const toBeSigned = sequence(
    encode(0xa0, encode(0x02, Buffer.from([2]))),
    encode(0x02, Buffer.from([0x01, serial & 0x7f])),
    ecdsaWithSha256,
    name,
    sequence(encode(0x17, Buffer.from('200101000000Z')), encode(0x17, Buffer.from('491231235959Z'))),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    encode(0xa3, sequence(sequence(subjectAltName, localhost))),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const certificate = sequence(toBeSigned, ecdsaWithSha256, encode(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

function encode(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const header =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return encode(0x30, Buffer.concat(parts));
}

function set(...parts: Buffer[]): Buffer {
  return encode(0x31, Buffer.concat(parts));
}

function objectId(...bytes: number[]): Buffer {
  return encode(0x06, Buffer.from(bytes));
}
