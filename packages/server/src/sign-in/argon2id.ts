import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import type { PasswordHashingConfig } from '../config/config.ts';

/** How passwords are hashed. Hashes are PHC strings: algorithm, parameters, salt and hash in one. */
export interface PasswordAlgorithm {
  hash(password: string): Promise<string>;
  /** With the parameters the hash itself names. */
  verify(passwordHash: string, password: string): Promise<boolean>;
  /** Whether it was made as {@link hash} would make it now. */
  isCurrent(passwordHash: string): boolean;
  /** A well-formed hash of no password, as dear to verify as a current one. */
  createDummyHash(): string;
}

const saltBytes = 16;
const outputBytes = 32;
/** Names of @node-rs/argon2's constant enums, which do not exist at run time. */
const argon2idNumber = 2;
const version13Number = 1;

/**
 * Argon2id, version 0x13.
 *
 * @see RFC 9106
 */
export function createArgon2id(
  config: Pick<PasswordHashingConfig, 'memoryKiB' | 'iterations' | 'parallelism'>,
): PasswordAlgorithm {
  // Argon2id and version 0x13 are the package's defaults; a test reads them back from the hash.
  const options = {
    memoryCost: config.memoryKiB,
    timeCost: config.iterations,
    parallelism: config.parallelism,
    outputLen: outputBytes,
  };
  return {
    hash: (password) => hash(password, options),
    verify: (passwordHash, password) => verify(passwordHash, password),
    isCurrent(passwordHash) {
      const made = parseOptions(passwordHash);
      return (
        Number(made.algorithm) === argon2idNumber &&
        Number(made.version) === version13Number &&
        made.memoryCost === options.memoryCost &&
        made.timeCost === options.timeCost &&
        made.parallelism === options.parallelism &&
        made.outputLen === outputBytes &&
        made.saltLen >= saltBytes
      );
    },
    createDummyHash() {
      const { memoryCost, timeCost, parallelism } = options;
      const salt = encodePhcBase64(randomBytes(saltBytes));
      const output = encodePhcBase64(randomBytes(outputBytes));
      return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${salt}$${output}`;
    },
  };
}

/** The PHC string format leaves out base64's padding. */
function encodePhcBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}
