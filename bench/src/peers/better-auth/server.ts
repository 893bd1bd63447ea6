/** better-auth with e-mail and password, its own hashing, and a SQLite file through the driver of Node. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { answerQuestions } from '../../measure/answer-questions.ts';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-better-auth-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
process.once('SIGTERM', () => process.exit(0));
const database = new DatabaseSync(join(folder, 'auth.db'));
database.exec('PRAGMA journal_mode = WAL');

const options = {
  baseURL: 'http://localhost',
  secret: randomBytes(32).toString('base64url'),
  database,
  emailAndPassword: { enabled: true },
  // It counts per address, and all requests here come from one: 3 sign-ins in 10 s would be all.
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
} satisfies BetterAuthOptions;

await (await getMigrations(options)).runMigrations();
const handle = toNodeHandler(betterAuth(options));
const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
await once(server, 'listening');
answerQuestions((server.address() as AddressInfo).port, () => undefined);
