import type { KeyObject } from 'node:crypto';
import { openBox, sealBox } from '@latchkey/tokens/sealed-box';
import { KeyRingError } from './key-ring-error.ts';
import type { Ring } from './ring.ts';

/** What a ring is sealed under: whose it is, and the key that only the authority has. */
export interface RingSeal {
  readonly issuer: string;
  readonly sealingKey: KeyObject;
}

/** Version of the JSON inside the box. A change that older code would misread gets the next number. */
const format = 1;

interface RecordHead {
  readonly format: number;
}

/**
 * Seal the whole record, so that whoever can write where it is stored can neither read a key, add one, revive one, nor
 * give it to another authority. An older record still opens: the version inside is what tells.
 */
export function sealRing(ring: Ring, seal: RingSeal): Uint8Array {
  const plaintext = Buffer.from(JSON.stringify({ format, ...ring }), 'utf8');
  return sealBox(plaintext, describeBox(seal));
}

/**
 * Open a sealed record. Does not check its version against others.
 *
 * @throws KeyRingError `unreadable`
 */
export function openRing(sealed: Uint8Array, seal: RingSeal): Ring {
  const plaintext = openBox(sealed, describeBox(seal));
  if (plaintext === undefined) {
    throw new KeyRingError(
      'unreadable',
      'The stored key ring does not open. It is damaged, or was sealed for another issuer or with another sealing key. ' +
        'It has been left as it is: put back the issuer or sealing key it was made with, or restore it from a backup.',
    );
  }
  // Shapes are not checked one by one: the box opened, so nothing but sealRing wrote what is in it.
  const { format: foundFormat, ...ring } = JSON.parse(Buffer.from(plaintext).toString('utf8')) as Ring & RecordHead;
  if (foundFormat === format) return ring;
  throw new KeyRingError(
    'unreadable',
    `The stored key ring has format ${foundFormat}: use a newer version of Latchkey.`,
  );
}

function describeBox(seal: RingSeal): { readonly key: KeyObject; readonly associatedData: string } {
  return { key: seal.sealingKey, associatedData: `latchkey key ring of ${seal.issuer}` };
}
