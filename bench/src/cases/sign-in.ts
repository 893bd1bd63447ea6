import type { Case, CaseOptions } from '../case.ts';
import { type Load, measurePerCpuSecond, startLoad } from '../load/load.ts';
import { writeRequest } from '../load/plan.ts';
import { type Child, startChild } from '../measure/child.ts';
import { takeRounds } from '../measure/rounds.ts';
import { startAuthority } from '../ours/authority.ts';
import { createPeople, type Person, writeSignIn } from '../ours/people.ts';
import { clientCredentialsRequest } from '../ours/tokens.ts';
import {
  createBetterAuthPeople,
  signUp,
  writeBetterAuthSignIn,
  writeSessionRequest,
} from '../peers/better-auth/people.ts';
import type { CaseResult, MeasuredSide, Table } from '../report/results.ts';

/** People who sign in at the same time, and everyday requests that go on meanwhile. */
const signInConnections = 8;
const otherConnections = 4;
const people = 16;
/** Of our authority: each sign-in comes from another address, or its limits would end the run. */
const addresses = 4_000;

interface SignInServer extends Pick<Child, 'readUsage'> {
  readonly port: number;
  readonly signIns: readonly string[];
  /** What others ask it meanwhile. */
  readonly others: readonly string[];
  stop(): Promise<void>;
}

interface Measured {
  readonly signInsPerCpuSecond: number;
  readonly quietMedianMs: number;
  readonly quietP99Ms: number;
  readonly busyMedianMs: number;
  readonly busyP99Ms: number;
}

const starters: Readonly<Record<'Latchkey' | 'better-auth', () => Promise<SignInServer>>> = {
  Latchkey: startOurs,
  'better-auth': startBetterAuth,
};

type Name = keyof typeof starters;
const names = Object.keys(starters) as readonly Name[];

export const signInCase: Case = {
  name: 'sign-in',
  summary: 'password sign-in against better-auth, and how other requests fare while people sign in',
  run: runSignIn,
};

async function runSignIn({ rounds, quick, report }: CaseOptions): Promise<CaseResult> {
  const servers = new Map<Name, SignInServer>();
  const [signInLoad, otherLoad] = await Promise.all([startLoad(), startLoad()]);
  try {
    for (const name of names) {
      report(`starting ${name}`);
      servers.set(name, await starters[name]());
    }
    const measured = await takeRounds(names, { rounds, report }, (name) =>
      measure(signInLoad, otherLoad, servers.get(name), quick ? 600 : 2_000),
    );
    return {
      name: 'sign-in',
      title: 'Signing in with a password, over HTTP',
      notes: [
        `${signInConnections} people at a time. Ours: POST /authorize/challenge, Argon2id (19,456 KiB, 2 passes), limits and audit trail on. better-auth: POST /sign-in/email, scrypt as it comes, SQLite, its rate limit off.`,
        `Others: ${otherConnections} connections asking for client_credentials tokens (ours), or for a session (better-auth). Latency includes the wait for a core: there are ${otherConnections} and ${signInConnections} clients on the same machine.`,
      ],
      tables: createTables(measured),
    };
  } finally {
    for (const server of servers.values()) await server.stop();
    await Promise.all([signInLoad.stop(), otherLoad.stop()]);
  }
}

async function measure(
  signInLoad: Load,
  otherLoad: Load,
  server: SignInServer | undefined,
  durationMs: number,
): Promise<Measured> {
  if (server === undefined) throw new Error('There is no such server.');
  const { port } = server;
  const others = { port, connections: otherConnections, traffic: { kind: 'repeat', requests: server.others } } as const;
  const signIns = {
    port,
    connections: signInConnections,
    traffic: { kind: 'repeat', requests: server.signIns },
  } as const;
  const quiet = await otherLoad.run({ ...others, durationMs: durationMs / 2 });
  const signInsPerCpuSecond = await measurePerCpuSecond(signInLoad, server, { ...signIns, durationMs });
  const [, busy] = await Promise.all([
    signInLoad.run({ ...signIns, durationMs }),
    otherLoad.run({ ...others, durationMs }),
  ]);
  return {
    signInsPerCpuSecond,
    quietMedianMs: quiet.medianMs,
    quietP99Ms: quiet.p99Ms,
    busyMedianMs: busy.medianMs,
    busyP99Ms: busy.p99Ms,
  };
}

function createTables(measured: ReadonlyMap<Name, readonly Measured[]>): readonly Table[] {
  const pick = (name: Name, read: (round: Measured) => number): readonly number[] =>
    (measured.get(name) ?? []).map(read);
  const latencies: readonly MeasuredSide[] = names.flatMap((name) => [
    { name: `${name}, nobody signs in, p50`, values: pick(name, (round) => round.quietMedianMs) },
    { name: `${name}, nobody signs in, p99`, values: pick(name, (round) => round.quietP99Ms) },
    { name: `${name}, sign-ins hammer, p50`, values: pick(name, (round) => round.busyMedianMs) },
    { name: `${name}, sign-ins hammer, p99`, values: pick(name, (round) => round.busyP99Ms) },
  ]);
  return [
    {
      title: 'Password sign-in',
      unit: 'per CPU second',
      digits: 1,
      sides: names.map((name) => ({ name, values: pick(name, (round) => round.signInsPerCpuSecond) })),
      base: 'better-auth',
    },
    { title: 'Other requests meanwhile', unit: 'ms', digits: 1, sides: latencies },
  ];
}

async function startOurs(): Promise<SignInServer> {
  const authority = await startAuthority();
  const persons: readonly Person[] = await createPeople(authority, people);
  const signIns = Array.from({ length: addresses }, (_, from) => {
    const person = persons[from % persons.length];
    if (person === undefined) throw new Error('There is nobody to sign in.');
    const { headers, body } = writeSignIn(person, from + people);
    return writeRequest('POST', '/authorize/challenge', headers, body);
  });
  return { ...authority, signIns, others: [clientCredentialsRequest] };
}

async function startBetterAuth(): Promise<SignInServer> {
  const child = startChild(new URL('../peers/better-auth/server.ts', import.meta.url));
  const port = await child.waitUntilReady<number>();
  const persons = await createBetterAuthPeople(port, people);
  const cookie = await signUp(port, { email: 'other@example.com', password: 'not-used-again-1' });
  return {
    port,
    readUsage: child.readUsage,
    signIns: persons.map(writeBetterAuthSignIn),
    others: [writeSessionRequest(cookie)],
    stop: child.stop,
  };
}
