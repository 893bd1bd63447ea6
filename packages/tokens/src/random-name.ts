import { randomFillSync } from 'node:crypto';

const nameBytes = 16;
/**
 * Asking the generator takes twenty times as long as spelling a name, whatever the amount: so it is asked for many. The
 * stock belongs to the module, as the generator does: what was taken from it is never given to anybody else, whoever asks.
 * Each thread and process has its own.
 */
const stock = Buffer.alloc(256 * nameBytes);
let used = stock.length;

/** 128 random bits that were never given out before, in base64url: 22 characters. For names; secrets are made one by one. */
export function createRandomName(): string {
  if (used === stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  used += nameBytes;
  return stock.toString('base64url', used - nameBytes, used);
}
