import { randomBytes, randomUUID } from 'node:crypto';
import type {
  AuditContext,
  AuthorityStore,
  ClientId,
  GrantId,
  NewAuthorizationCode,
  NewSession,
  NewUser,
  RedeemCodeRequest,
  RedeemCodeResult,
  RefreshPolicy,
  RotateRefreshTokenRequest,
  RotateRefreshTokenResult,
  Session,
  SessionId,
  UserId,
} from '@latchkey/server/store';
import { accessTokenTtlMs, api, app, dayMs, here, hourMs, minuteMs, otherApi, overlapMs } from './scenario.ts';

/** Steps that tests of a store are told in. Every value not under test has a default here. */

/** 32 random bytes that stand for a SHA-256. */
export function makeHash(): Uint8Array {
  return new Uint8Array(randomBytes(32));
}

export function describePerson(change: Partial<NewUser> = {}): NewUser {
  const userId = randomUUID() as UserId;
  return {
    userId,
    username: `Person ${userId}`,
    usernameKey: `person ${userId}`,
    email: undefined,
    emailKey: undefined,
    name: undefined,
    roles: [],
    passwordHash: '$argon2id$made-up',
    ...change,
  };
}

export async function createPerson(store: AuthorityStore, change: Partial<NewUser> = {}): Promise<UserId> {
  const person = describePerson(change);
  await store.createUser(person, here);
  return person.userId;
}

export interface SignedInBrowser {
  readonly session: Session;
  readonly userId: UserId;
  readonly cookieHash: Uint8Array;
}

export async function signIn(
  store: AuthorityStore,
  userId: UserId,
  change: Partial<NewSession> = {},
): Promise<SignedInBrowser> {
  const cookieHash = makeHash();
  const session = await store.startSession(
    {
      sessionId: randomUUID() as SessionId,
      userId,
      cookieHash,
      amr: ['pwd'],
      passwordVersion: undefined,
      remembered: false,
      idleTtlMs: 2 * hourMs,
      absoluteTtlMs: 12 * hourMs,
      previousCookieHash: undefined,
      browser: undefined,
      ...change,
    },
    here,
  );
  if (session === undefined) throw new Error('The session was not started.');
  return { session, userId, cookieHash };
}

export interface IssuedCode {
  readonly codeHash: Uint8Array;
  readonly clientId: ClientId;
  /** Whether the store took it. */
  readonly saved: boolean;
}

export async function issueCode(
  store: AuthorityStore,
  browser: SignedInBrowser,
  change: Partial<NewAuthorizationCode> = {},
): Promise<IssuedCode> {
  const code: NewAuthorizationCode = {
    codeHash: makeHash(),
    clientId: app,
    userId: browser.userId,
    sessionId: browser.session.sessionId,
    redirectUri: 'https://app.example.com/callback',
    codeChallenge: 'challenge',
    scopes: ['openid', 'orders:read'],
    resources: [api, otherApi],
    nonce: 'nonce-1',
    ttlMs: minuteMs,
    ...change,
  };
  const saved = await store.saveAuthorizationCode(code);
  return { codeHash: code.codeHash, clientId: code.clientId, saved };
}

export function describeRefresh(change: Partial<RefreshPolicy> = {}): RefreshPolicy {
  return {
    handleHash: makeHash(),
    keyId: 1,
    idleTtlMs: 30 * dayMs,
    absoluteTtlMs: 90 * dayMs,
    offline: true,
    ...change,
  };
}

export function describeRedemption(code: IssuedCode, change: Partial<RedeemCodeRequest> = {}): RedeemCodeRequest {
  return {
    codeHash: code.codeHash,
    clientId: code.clientId,
    redirectUri: 'https://app.example.com/callback',
    codeChallenge: 'challenge',
    resources: undefined,
    attemptId: randomUUID(),
    grantId: randomUUID() as GrantId,
    refresh: describeRefresh(),
    accessTokenTtlMs,
    ...change,
  };
}

export function redeem(
  store: AuthorityStore,
  code: IssuedCode,
  change: Partial<RedeemCodeRequest> = {},
): Promise<RedeemCodeResult> {
  return store.redeemCode(describeRedemption(code, change), here);
}

/** A grant and what its client holds. */
export interface IssuedGrant {
  readonly grantNumber: number;
  readonly grantId: GrantId;
  readonly handleHash: Uint8Array;
  readonly clientId: ClientId;
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** `rev` of the access token that came with it. */
  readonly rev: number;
}

export async function beginGrant(
  store: AuthorityStore,
  browser: SignedInBrowser,
  change: { readonly refresh?: Partial<RefreshPolicy>; readonly clientId?: ClientId } = {},
): Promise<IssuedGrant> {
  const code = await issueCode(store, browser, { clientId: change.clientId ?? app });
  const refresh = describeRefresh(change.refresh);
  const result = await redeem(store, code, { refresh });
  if (result.status !== 'redeemed') throw new Error(`The code was not redeemed: ${JSON.stringify(result)}`);
  const { grantNumber, grantId, clientId, rev } = result.grant;
  const { userId, session } = browser;
  return {
    grantNumber,
    grantId,
    handleHash: refresh.handleHash,
    clientId,
    userId,
    sessionId: session.sessionId,
    rev,
  };
}

/** A person with one session and one grant. */
export async function beginGrantOfSomebody(
  store: AuthorityStore,
  change: { readonly refresh?: Partial<RefreshPolicy>; readonly session?: Partial<NewSession> } = {},
): Promise<IssuedGrant> {
  const browser = await signIn(store, await createPerson(store), change.session);
  return beginGrant(store, browser, change);
}

/** Present a refresh token of a grant. */
export function refresh(
  store: AuthorityStore,
  grant: IssuedGrant,
  generation: number,
  change: Partial<RotateRefreshTokenRequest> = {},
  context: AuditContext = here,
): Promise<RotateRefreshTokenResult> {
  return store.rotateRefreshToken(
    {
      grantNumber: grant.grantNumber,
      handleHash: grant.handleHash,
      generation,
      clientId: grant.clientId,
      binding: undefined,
      scopes: undefined,
      resources: undefined,
      successorKeyId: 2,
      overlapMs,
      idleTtlMs: 30 * dayMs,
      accessTokenTtlMs,
      ...change,
    },
    context,
  );
}

/** Whether an access token of a grant, issued when the grant began, is refused. */
export function isAccessTokenRevoked(
  store: AuthorityStore,
  grant: IssuedGrant,
  token: { readonly jti?: string; readonly rev?: number } = {},
): Promise<boolean> {
  const { grantId, sessionId, userId, clientId } = grant;
  return store.isRevoked({
    jti: token.jti ?? `${grantId}.1`,
    kid: 'key-1',
    grantId,
    sessionId,
    userId,
    clientId,
    rev: token.rev ?? grant.rev,
  });
}

/** How many of a number of parallel answers had each status. */
export function countStatuses(results: readonly { readonly status: string }[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
