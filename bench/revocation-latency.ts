/**
 * How long a revocation takes to reach guards, and what it costs them in memory.
 *
 * Run: `node --expose-gc --conditions=@latchkey/source bench/revocation-latency.ts [revocations] [guards]` (default 1,000
 * and 10). The authority is a process of its own with its database on disk; the guards share this process and have a
 * connection each. Prints figures; asserts only that each revocation arrives.
 */
import { randomUUID } from 'node:crypto';
import type { RevocationKind } from '@latchkey/tokens/revocation-entry';
import { revocationTarget } from '@latchkey/tokens/revocation-entry';
import { createLogReader } from '../packages/guard/src/feed/log-reader.ts';
import { createRevocationSet } from '../packages/guard/src/feed/revocation-set.ts';
import { describeFigures, measureLatency } from '../packages/guard/test/feed/measure-latency.ts';

const revocations = Number(process.argv[2] ?? 1_000);
const guards = Number(process.argv[3] ?? 10);

for (const kind of ['session', 'user'] as const) {
  const bytes = measureMemory(kind, 100_000);
  console.log(
    `memory per live revocation (${kind}), of 100,000: ${bytes === undefined ? 'needs --expose-gc' : `${bytes} bytes`}`,
  );
}

const figures = await measureLatency(revocations, guards);
console.log(`${figures.revocations} revocations, ${figures.guards} guards, one after the other`);
console.log(describeFigures('asked → refused, each guard  ', figures.sinceAskedMs));
console.log(describeFigures('asked → refused, slowest     ', figures.slowestSinceAskedMs));
console.log(describeFigures('answered → refused, each     ', figures.sinceAnsweredMs));

/** Bytes of heap for each entry, everything that follows the log included. */
function measureMemory(kind: RevocationKind, count: number): number | undefined {
  const collect = globalThis.gc;
  if (collect === undefined) return undefined;
  const issuer = 'https://id.example';
  const nowMs = Date.now();
  const set = createRevocationSet();
  const reader = createLogReader({
    issuer,
    leewayMs: 10_000,
    prune: set.prune,
    addEntry: (entry) => void set.add(entry),
  });
  collect();
  const before = process.memoryUsage().heapUsed;
  const parts = count / 2_000;
  const head = { seq: count, digest: revocationTarget('session', 'head') };
  for (let part = 1; part <= parts; part += 1) {
    const entries = Array.from({ length: 2_000 }, (_, index) => ({
      seq: (part - 1) * 2_000 + index + 1,
      kind,
      target: revocationTarget(kind, randomUUID()),
      expiresAtMs: nowMs + 60_000 + Math.floor(Math.random() * 600_000),
    }));
    // As they come from the wire: fresh texts that nothing else holds.
    const message = JSON.parse(
      JSON.stringify({ iss: issuer, epoch: 'e', head, readAtMs: nowMs, event: 'snapshot', part, parts, entries }),
    );
    if (!reader.read(message, nowMs).accepted) throw new Error('the snapshot was refused');
  }
  collect();
  const bytes = Math.round((process.memoryUsage().heapUsed - before) / set.size());
  if (reader.position() === undefined) throw new Error('the snapshot is not complete');
  return bytes;
}
