/**
 * What a store must answer, written a second time and as plainly as possible: everything in arrays, nothing derived,
 * every superseded token remembered with its time. It shares no code with the rules of the engines.
 *
 * Time is in minutes of a clock that only the test moves. The real time that passes meanwhile is far below one.
 */

export const modelTimes = {
  overlap: 30,
  accessToken: 120,
  grantIdle: 600,
  grantAbsolute: 3_000,
  sessionIdle: 240,
  sessionAbsolute: 1_200,
} as const;

export interface ModelPerson {
  active: boolean;
  passwordVersion: number;
}

export interface ModelSession {
  readonly person: ModelPerson;
  ended: boolean;
  lastUsedAt: number;
  idleEnd: number;
  absoluteEnd: number;
}

export interface ModelGrant {
  readonly session: ModelSession;
  readonly client: string;
  readonly offline: boolean;
  ended: boolean;
  generation: number;
  /** When generation n was superseded, at index n. */
  readonly supersededAt: number[];
  idleEnd: number;
  readonly absoluteEnd: number;
  lastTokenExpiry: number;
  readonly tokens: ModelToken[];
}

export interface ModelToken {
  readonly jti: string;
  readonly rev: number;
  readonly expiresAt: number;
}

/** An entry of the revocation log, by what it is about. */
export interface ModelEntry {
  readonly about: ModelGrant | ModelSession | ModelPerson | string;
  readonly kind: 'token' | 'grant' | 'session' | 'user' | 'client';
}

export class StoreModel {
  now = 0;
  readonly clients: Set<string> = new Set();
  readonly sessions: ModelSession[] = [];
  readonly grants: ModelGrant[] = [];
  readonly log: ModelEntry[] = [];

  isLive(session: ModelSession): boolean {
    return session.person.active && !session.ended && this.now < session.idleEnd && this.now < session.absoluteEnd;
  }

  startSession(
    person: ModelPerson,
    passwordVersion: number,
    previous: ModelSession | undefined,
  ): ModelSession | undefined {
    if (!person.active || passwordVersion !== person.passwordVersion) return undefined;
    const times = {
      lastUsedAt: this.now,
      idleEnd: this.now + modelTimes.sessionIdle,
      absoluteEnd: this.now + modelTimes.sessionAbsolute,
    };
    if (previous !== undefined && this.isLive(previous)) {
      if (previous.person === person) return Object.assign(previous, times);
      this.endSession(previous);
    }
    const session: ModelSession = { person, ended: false, ...times };
    this.sessions.push(session);
    return session;
  }

  /** A page view. */
  visit(session: ModelSession): boolean {
    if (!this.isLive(session)) return false;
    if (this.now - session.lastUsedAt >= 1) this.use(session);
    return true;
  }

  private use(session: ModelSession): void {
    session.lastUsedAt = this.now;
    session.idleEnd = this.now + modelTimes.sessionIdle;
  }

  /** False when it had ended already. */
  endSession(session: ModelSession): boolean {
    if (session.ended) return false;
    this.markEnded(session);
    this.log.push({ kind: 'session', about: session });
    return true;
  }

  private markEnded(session: ModelSession): void {
    session.ended = true;
    for (const grant of this.grants) if (grant.session === session) grant.ended = true;
  }

  /** Live, or with an offline grant that can still be used. */
  isStanding(session: ModelSession): boolean {
    if (!session.person.active || session.ended) return false;
    return this.isLive(session) || this.grants.some((grant) => grant.session === session && this.isUsable(grant));
  }

  /** Whether a person should see it in the list: something in the client's hands still works. */
  isUsable(grant: ModelGrant): boolean {
    if (grant.ended || !(grant.offline || this.isLive(grant.session))) return false;
    const refreshable = this.now < grant.idleEnd && this.now < grant.absoluteEnd;
    return refreshable || this.now < grant.lastTokenExpiry;
  }

  /** Ends what has expired as well: tokens from it may still live. Answers how many were standing. */
  endSessions(person: ModelPerson, except: ModelSession | undefined): number {
    const others = this.sessions.filter((session) => session.person === person && session !== except);
    const standing = others.filter((session) => this.isStanding(session)).length;
    for (const session of others) this.endSession(session);
    return standing;
  }

  changePassword(person: ModelPerson, except: ModelSession | undefined): boolean {
    if (!person.active) return false;
    person.passwordVersion += 1;
    this.endSessions(person, except);
    return true;
  }

  deactivate(person: ModelPerson): boolean {
    if (!person.active) return false;
    person.active = false;
    for (const session of this.sessions) if (session.person === person) this.markEnded(session);
    this.log.push({ kind: 'user', about: person });
    return true;
  }

  removeClient(client: string): void {
    if (!this.clients.delete(client)) return;
    for (const grant of this.grants) if (grant.client === client) grant.ended = true;
    this.log.push({ kind: 'client', about: client });
  }

  beginGrant(session: ModelSession, client: string, offline: boolean): ModelGrant | undefined {
    if (!this.isLive(session) || !this.clients.has(client)) return undefined;
    const grant: ModelGrant = {
      session,
      client,
      offline,
      ended: false,
      generation: 0,
      supersededAt: [],
      idleEnd: this.now + modelTimes.grantIdle,
      absoluteEnd: this.now + modelTimes.grantAbsolute,
      lastTokenExpiry: this.now,
      tokens: [],
    };
    this.grants.push(grant);
    return grant;
  }

  /** An access token under a grant. */
  issueToken(grant: ModelGrant, jti: string): ModelToken {
    const token = { jti, rev: this.log.length, expiresAt: this.now + modelTimes.accessToken };
    grant.lastTokenExpiry = Math.max(grant.lastTokenExpiry, token.expiresAt);
    grant.tokens.push(token);
    return token;
  }

  refresh(grant: ModelGrant, generation: number): 'rotated' | 'replayed' | 'reused' | 'ended' | 'ahead' {
    if (!this.isRefreshable(grant)) return 'ended';
    if (generation > grant.generation) return 'ahead';
    if (generation === grant.generation) {
      grant.supersededAt.push(this.now);
      grant.generation += 1;
      grant.idleEnd = this.now + modelTimes.grantIdle;
      const { session } = grant;
      if (this.isLive(session) && this.now - session.lastUsedAt > modelTimes.sessionIdle / 10) this.use(session);
      return 'rotated';
    }
    const supersededAt = grant.supersededAt[generation];
    if (supersededAt !== undefined && this.now - supersededAt < modelTimes.overlap) return 'replayed';
    grant.ended = true;
    this.log.push({ kind: 'grant', about: grant });
    return 'reused';
  }

  isRefreshable(grant: ModelGrant): boolean {
    const { session } = grant;
    if (grant.ended || !session.person.active || session.ended || !this.clients.has(grant.client)) return false;
    if (this.now >= grant.idleEnd || this.now >= grant.absoluteEnd) return false;
    return grant.offline || this.isLive(session);
  }

  /** False when it had ended already. */
  endGrant(grant: ModelGrant): boolean {
    if (grant.ended) return false;
    grant.ended = true;
    this.log.push({ kind: 'grant', about: grant });
    return true;
  }

  revokeToken(token: ModelToken): void {
    if (this.log.some((entry) => entry.kind === 'token' && entry.about === token.jti)) return;
    this.log.push({ kind: 'token', about: token.jti });
  }

  /** Whether an unexpired token must be refused. */
  isRevoked(grant: ModelGrant, token: ModelToken): boolean {
    return this.log.some(({ kind, about }, index) => {
      const later = index >= token.rev;
      if (kind === 'token') return about === token.jti;
      if (kind === 'grant') return about === grant;
      if (kind === 'session') return about === grant.session;
      if (kind === 'user') return about === grant.session.person && later;
      return about === grant.client && later;
    });
  }
}
