/**
 * One process of a browser proxy, without the proxy: clients in a closed loop, each on sessions of its own. Does what it is
 * told by lines on standard input (`find`, `claim`, `refresh`) for a while each, and answers with calls per second.
 *
 * Arguments: file, seconds.
 */
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { BffSessionStore, SessionDigest } from '../../packages/bff/src/store.ts';
import { begin } from '../../packages/stores/src/contract/bff/scenario.ts';
import { openSqliteBffStore } from '../../packages/stores/src/sqlite-bff/index.ts';

const clientCount = 50;
const sessionsPerClient = 20;
const leaseMs = 60_000;
const sealedTokens = new Uint8Array(randomBytes(1_500));

interface Session {
  readonly sessionDigest: SessionDigest;
  version: number;
}

/** One turn of one client on one of its sessions. */
const works: Readonly<Record<string, (store: BffSessionStore, session: Session) => Promise<void>>> = {
  async find(store, { sessionDigest }) {
    if ((await store.findSession(sessionDigest)) === undefined) throw new Error('A session is not there.');
  },
  /** Holds on to one lease, which is a write each time. */
  async claim(store, { sessionDigest, version }) {
    const { status } = await store.claimRefresh({ sessionDigest, version, claimId: 'bench', leaseMs });
    if (status !== 'claimed') throw new Error(`A claim was answered ${status}.`);
  },
  async refresh(store, session) {
    const { sessionDigest, version } = session;
    await store.claimRefresh({ sessionDigest, version, claimId: 'bench', leaseMs });
    const outcome = await store.replaceTokens({ sessionDigest, version, claimId: 'bench', sealedTokens });
    if (outcome !== 'replaced') throw new Error(`A replacement was answered ${outcome}.`);
    session.version += 1;
  },
};

const [file, secondsText] = process.argv.slice(2);
if (file === undefined) throw new Error('Name a database file.');
const seconds = Number(secondsText);
const store = await openSqliteBffStore({ file });
const clients = await Promise.all(
  Array.from({ length: clientCount }, () =>
    Promise.all(
      Array.from({ length: sessionsPerClient }, async () => ({
        sessionDigest: await begin(store, { sealedTokens }),
        version: 0,
      })),
    ),
  ),
);
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const work = works[line];
  if (work === undefined) throw new Error(`There is no work called ${line}.`);
  const beganMs = performance.now();
  let done = 0;
  await Promise.all(
    clients.map(async (sessions) => {
      for (let turn = 0; performance.now() - beganMs < seconds * 1_000; turn += 1) {
        const session = sessions[turn % sessions.length];
        if (session !== undefined) await work(store, session);
        done += 1;
      }
    }),
  );
  process.stdout.write(`${(done * 1_000) / (performance.now() - beganMs)}\n`);
}
await store.close();
