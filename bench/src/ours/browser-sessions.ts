/**
 * One process of a browser proxy, without the proxy: clients in a closed loop, each on sessions of its own. Asked to, it does
 * one kind of work for a while and answers with calls per second. Its argument is the database file.
 */
import { randomBytes } from 'node:crypto';
import type { BffSessionStore, SessionDigest } from '../../../packages/bff/src/store.ts';
import { begin } from '../../../packages/stores/src/contract/bff/scenario.ts';
import { openSqliteBffStore } from '../../../packages/stores/src/sqlite-bff/index.ts';
import { answerQuestions } from '../measure/answer-questions.ts';

/** What one process is asked to do. */
export interface SessionWork {
  readonly name: 'find' | 'claim' | 'refresh';
  readonly durationMs: number;
}

const clientCount = 50;
const sessionsPerClient = 20;
const leaseMs = 60_000;
const sealedTokens = new Uint8Array(randomBytes(1_500));

interface Session {
  readonly sessionDigest: SessionDigest;
  version: number;
}

/** One turn of one client on one of its sessions. */
const works: Readonly<Record<SessionWork['name'], (store: BffSessionStore, session: Session) => Promise<void>>> = {
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

async function beginSessions(store: BffSessionStore): Promise<readonly Session[]> {
  const begun = Array.from({ length: sessionsPerClient }, () => begin(store, { sealedTokens }));
  return (await Promise.all(begun)).map((sessionDigest) => ({ sessionDigest, version: 0 }));
}

const [, , file] = process.argv;
if (file === undefined) throw new Error('Name a database file.');
const store = await openSqliteBffStore({ file });
const clients = await Promise.all(Array.from({ length: clientCount }, () => beginSessions(store)));

answerQuestions(undefined, async (value) => {
  const { name, durationMs } = value as SessionWork;
  const beganAtMs = performance.now();
  let done = 0;
  await Promise.all(
    clients.map(async (sessions) => {
      for (let turn = 0; performance.now() - beganAtMs < durationMs; turn += 1) {
        const session = sessions[turn % sessions.length];
        if (session !== undefined) await works[name](store, session);
        done += 1;
      }
    }),
  );
  return (done * 1_000) / (performance.now() - beganAtMs);
});
