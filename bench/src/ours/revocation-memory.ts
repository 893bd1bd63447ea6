/** How much heap a guard needs for each revocation it knows of. Tells its parent when it is ready. */
import { randomUUID } from 'node:crypto';
import type { RevocationKind } from '@latchkey/tokens/revocation-entry';
import { revocationTarget } from '@latchkey/tokens/revocation-entry';
import type { FeedMessage } from '@latchkey/tokens/revocation-feed';
import { createLogReader } from '../../../packages/guard/src/feed/log-reader.ts';
import { createRevocationSet } from '../../../packages/guard/src/feed/revocation-set.ts';
import { answerQuestions } from '../measure/answer-questions.ts';

const entriesPerPart = 2_000;
const count = 100_000;

/** Bytes of heap for each entry, everything that follows the log included. */
function measureBytes(kind: RevocationKind): number {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error('This needs --expose-gc.');
  const issuer = 'https://id.example';
  const nowMs = Date.now();
  const set = createRevocationSet();
  const addEntry = (entry: Parameters<typeof set.add>[0]): void => void set.add(entry);
  const reader = createLogReader({ issuer, leewayMs: 10_000, prune: set.prune, addEntry });
  collect();
  const before = process.memoryUsage().heapUsed;
  const parts = count / entriesPerPart;
  const head = { seq: count, digest: revocationTarget('session', 'head') };
  for (let part = 1; part <= parts; part += 1) {
    const entries = Array.from({ length: entriesPerPart }, (_, index) => ({
      seq: (part - 1) * entriesPerPart + index + 1,
      kind,
      target: revocationTarget(kind, randomUUID()),
      expiresAtMs: nowMs + 60_000 + Math.floor(Math.random() * 600_000),
    }));
    const snapshot = { iss: issuer, epoch: 'e', head, readAtMs: nowMs, event: 'snapshot', part, parts, entries };
    // As it comes from the wire: fresh texts that nothing else holds.
    const received = JSON.parse(JSON.stringify(snapshot)) as FeedMessage;
    if (!reader.read(received, nowMs).accepted) throw new Error('the snapshot was refused');
  }
  collect();
  const bytes = (process.memoryUsage().heapUsed - before) / set.size();
  if (reader.position() === undefined) throw new Error('the snapshot is not complete');
  return bytes;
}

answerQuestions({ session: measureBytes('session'), user: measureBytes('user') }, () => undefined);
