import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import type { RevocationKind } from '@latchkey/tokens/revocation-entry';
import type { FeedMessage, FeedPosition } from '@latchkey/tokens/revocation-feed';
import fc from 'fast-check';
import type { VerifiedToken } from '../../src/decision.ts';
import { createTokenMatcher } from '../../src/feed/token-matcher.ts';
import { createTargetComputer } from '../../src/feed/token-targets.ts';
import { createFollower, leewayMs } from './log-follower.ts';
import { createToken } from './sample-token.ts';
import { createSimulatedLog, type SimulatedLog } from './simulated-log.ts';

const storeLeewayMs = 60_000;
const people = 3;

type Step =
  | { readonly do: 'issue'; readonly person: number; readonly ttlMs: number }
  | { readonly do: 'revoke'; readonly kind: RevocationKind; readonly pick: number }
  | { readonly do: 'wait'; readonly ms: number }
  /** The authority reads its log and sends what is new. */
  | { readonly do: 'tell' }
  /** The next few messages on the wire arrive. */
  | { readonly do: 'arrive'; readonly count: number }
  | { readonly do: 'disconnect' }
  /** Somebody on the way plays one of the messages ever sent, first. */
  | { readonly do: 'replay'; readonly pick: number }
  /** Somebody on the way takes the next message out. */
  | { readonly do: 'lose' }
  | { readonly do: 'start_epoch' }
  | { readonly do: 'check' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('issue'),
      person: fc.nat(people - 1),
      ttlMs: fc.constantFrom(30_000, 300_000),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('revoke'),
      kind: fc.constantFrom<RevocationKind>('token', 'grant', 'session', 'user', 'client', 'key'),
      pick: fc.nat(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(0, 1, 900, 20_000, 90_000, 400_000) }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('tell') }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('arrive'), count: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('disconnect') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('replay'), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('start_epoch') }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('check') }) },
) as fc.Arbitrary<Step>;

/** What the world knows of a token, counted in steps: no position, digest or clock of the log enters it. */
interface Issued {
  readonly token: VerifiedToken;
  readonly issuedAt: number;
  readonly expiresAtMs: number;
  readonly ids: Readonly<Record<RevocationKind, string>>;
}

interface Revoked {
  readonly kind: RevocationKind;
  readonly id: string;
  readonly at: number;
}

class World {
  readonly log: SimulatedLog = createSimulatedLog();
  readonly #skewMs: number;
  readonly #follower = createFollower();
  readonly #reader = this.#follower.reader;
  readonly #matcher = createTokenMatcher(this.#follower.set, createTargetComputer());
  readonly #issued: Issued[] = [];
  readonly #revoked: Revoked[] = [];
  readonly #sent: FeedMessage[] = [];
  /** What is on the wire, with the step at which it was read. */
  #wire: { readonly message: FeedMessage; readonly readAt: number }[] = [];
  /** Where the authority believes the reader to stand; undefined without connection. */
  #connection: { position: FeedPosition | undefined } | undefined;
  #now = 0;
  /** The step up to which the reader knows everything. */
  #knownUpTo = -1;

  constructor(skewMs: number) {
    this.#skewMs = skewMs;
  }

  take(step: Step): void {
    this.#now += 1;
    switch (step.do) {
      case 'issue':
        return this.#issue(step.person, step.ttlMs);
      case 'revoke':
        return this.#revoke(step.kind, step.pick);
      case 'wait':
        this.log.nowMs += step.ms;
        return;
      case 'tell':
        return this.#tell();
      case 'arrive':
        for (const { message, readAt } of this.#wire.splice(0, step.count)) this.#arrive(message, readAt);
        return;
      case 'disconnect':
        return this.#disconnect();
      case 'replay': {
        const message = this.#sent[step.pick % this.#sent.length];
        if (message !== undefined && this.#connection !== undefined) this.#arrive(message, -1);
        return;
      }
      case 'lose':
        this.#wire.shift();
        return;
      case 'start_epoch':
        return this.log.startEpoch();
      case 'check':
        return this.check();
    }
  }

  /** Bring the reader up to date over a good connection, after which its every answer must be exact. */
  settle(): void {
    this.#now += 1;
    this.#disconnect();
    this.#tell();
    for (const { message, readAt } of this.#wire.splice(0)) this.#arrive(message, readAt);
    assert.equal(this.#knownUpTo, this.#now, 'a good connection brings the reader up to date');
    this.check();
  }

  check(): void {
    for (const issued of this.#issued) {
      // Beyond its life a token is refused before anybody asks about revocation.
      if (issued.expiresAtMs + leewayMs <= this.log.nowMs + this.#skewMs) continue;
      const answer = this.#matcher.isRevoked(issued.token);
      const what = JSON.stringify({ ids: issued.ids, knownUpTo: this.#knownUpTo, now: this.#now });
      if (this.#wasRevoked(issued, this.#knownUpTo)) assert.equal(answer, true, `accepted though revoked: ${what}`);
      if (!this.#wasRevoked(issued, this.#now)) assert.equal(answer, false, `refused though live: ${what}`);
    }
  }

  #wasRevoked({ ids, issuedAt }: Issued, upTo: number): boolean {
    return this.#revoked.some(({ kind, id, at }) => {
      if (at > upTo || ids[kind] !== id) return false;
      return (kind !== 'user' && kind !== 'client') || at > issuedAt;
    });
  }

  #issue(person: number, ttlMs: number): void {
    const grant = `grant-${this.#issued.length % 5}-of-${person}`;
    const ids = {
      token: `${grant}.${this.#issued.length}`,
      grant,
      session: `session-of-${person}`,
      user: `person-${person}`,
      client: `client-${person % 2}`,
      key: 'key',
    };
    const rev = this.log.head().seq;
    const token = createToken({
      jti: ids.token,
      grantId: grant,
      sid: ids.session,
      sub: ids.user,
      clientId: ids.client,
      kid: ids.key,
      rev,
    });
    this.#issued.push({ token, issuedAt: this.#now, expiresAtMs: this.log.nowMs + ttlMs, ids });
  }

  #revoke(kind: RevocationKind, pick: number): void {
    const issued = this.#issued[pick % this.#issued.length];
    if (issued === undefined) return;
    // What has ended goes on to be ended: nothing is issued under it, so a session or grant may be revoked for good.
    const id = issued.ids[kind];
    const under = this.#issued.filter(({ ids }) => ids[kind] === id).map(({ expiresAtMs }) => expiresAtMs);
    // Only for people and clients is there a life after; for the others a token issued later would be revoked as well,
    // until the entry ends. Such an entry must therefore outlive every token that may still come: a day stands for it.
    const isForGood = kind !== 'user' && kind !== 'client';
    const expiresAtMs = isForGood ? this.log.nowMs + 86_400_000 : Math.max(this.log.nowMs, ...under) + storeLeewayMs;
    this.log.append(kind, id, expiresAtMs);
    this.#revoked.push({ kind, id, at: this.#now });
  }

  #tell(): void {
    // Reading takes time.
    this.log.nowMs += 1;
    this.#connection ??= this.#connect();
    const messages = this.log.tell(this.#connection.position);
    this.#connection.position = { epoch: messages[0]?.epoch ?? '', ...this.log.head() };
    for (const message of messages) {
      this.#sent.push(message);
      this.#wire.push({ message, readAt: this.#now });
    }
  }

  #connect(): { position: FeedPosition | undefined } {
    this.#reader.startConnection();
    return { position: this.#reader.position() };
  }

  #arrive(message: FeedMessage, readAt: number): void {
    if (this.#connection === undefined) return;
    const reading = this.#reader.read(message, this.log.nowMs + this.#skewMs);
    if (!reading.accepted) return this.#disconnect();
    assert.equal(reading.setBack, undefined, 'the log was never set back');
    if (reading.isComplete) this.#knownUpTo = Math.max(this.#knownUpTo, readAt);
  }

  #disconnect(): void {
    this.#connection = undefined;
    this.#wire = [];
  }
}

describe('the revocation log over any course of events', () => {
  it('V6 gives no wrong answer in 10,000 interleavings of issue, revoke, reconnect, expiry and epoch change', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 10, maxLength: 60 }),
        fc.constantFrom(-20_000, 0, 20_000),
        (steps, skewMs) => {
          const world = new World(skewMs);
          for (const one of steps) world.take(one);
          world.settle();
        },
      ),
      { seed: testSeed(), numRuns: 10_000 },
    );
  });

  it('V6 accepts no token that a revocation after it matches, even when logs are set back or begun anew', () => {
    const event = fc.record({
      what: fc.constantFrom('revoke', 'follow', 'back_up', 'restore', 'start_over', 'issue'),
      person: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.array(event, { minLength: 5, maxLength: 40 }), (events) => {
        const log = createSimulatedLog();
        const { reader, set } = createFollower();
        const matcher = createTokenMatcher(set, createTargetComputer());
        let tokens: { readonly token: VerifiedToken; readonly person: number; isRevoked: boolean }[] = [];
        let restore = (): void => undefined;
        const follow = (): void => {
          log.nowMs += 1;
          for (const message of log.tell(reader.position())) reader.read(message, log.nowMs);
        };
        for (const { what, person } of events) {
          if (what === 'issue')
            tokens.push({
              token: createToken({ sub: `p${person}`, jti: `g.${tokens.length}`, rev: log.head().seq }),
              person,
              isRevoked: false,
            });
          if (what === 'revoke') {
            log.append('user', `p${person}`, log.nowMs + 1_000_000);
            // The reader is there when it happens: what nobody ever saw and a backup does not have is lost to all.
            follow();
            tokens = tokens.map((one) => (one.person === person ? { ...one, isRevoked: true } : one));
          }
          if (what === 'follow') follow();
          if (what === 'back_up') restore = log.backUp();
          if (what === 'restore') restore();
          if (what === 'start_over') log.startOver();
          for (const { token, isRevoked } of tokens) if (isRevoked) assert.equal(matcher.isRevoked(token), true);
        }
      }),
      { seed: testSeed(), numRuns: 2_000 },
    );
  });
});
