import type { AuditContext } from '../audit/event.ts';
import type { SessionId, UserId } from '../ids.ts';

/** What a token, userinfo or a page may say about a person; read afresh whenever a token is made (T5). */
export interface UserProfile {
  readonly userId: UserId;
  readonly username: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly name: string | undefined;
  /** Names of roles from the configuration; what they permit is looked up there at issuing time. */
  readonly roles: readonly string[];
  readonly updatedAtMs: number;
}

/** A person about to be. `usernameKey` and `emailKey` are the normalised forms that must be unique (see normalise.ts). */
export interface NewUser {
  readonly userId: UserId;
  readonly username: string;
  readonly usernameKey: string;
  readonly email: string | undefined;
  readonly emailKey: string | undefined;
  readonly name: string | undefined;
  readonly roles: readonly string[];
  /** PHC string: algorithm, parameters, salt and hash. */
  readonly passwordHash: string;
}

/** The `passwordVersion` of a new person. */
export const firstPasswordVersion = 0;

/** What password sign-in must know before it may hash anything. */
export interface SignInRecord {
  readonly userId: UserId;
  readonly passwordHash: string;
  /**
   * An integer that every change of password raises, and nothing else: the same password hashed anew keeps it. A session
   * starts only if it is still the one that was verified, see `startSession`.
   */
  readonly passwordVersion: number;
  readonly active: boolean;
}

export type ChangePasswordResult =
  /** `passwordVersion`: of the new password, for the session that is renewed with it. */
  | { readonly status: 'changed'; readonly passwordVersion: number }
  /** The hash is another by now, or the person is gone or inactive: verify again. */
  | { readonly status: 'outdated' };

export interface UserStore {
  /**
   * Create a person unless the user name or e-mail key is taken, under either key of anybody (a user name may not
   * equal somebody's e-mail). Appends `user.created`.
   */
  createUser(user: NewUser, context: AuditContext): Promise<'created' | 'taken'>;
  /** By user name key or e-mail key. */
  findForSignIn(identifierKey: string): Promise<SignInRecord | undefined>;
  findProfile(userId: UserId): Promise<UserProfile | undefined>;
  /** Replace a hash made with older parameters, if it still is the one that was verified. The version stays. */
  upgradePasswordHash(request: {
    readonly userId: UserId;
    readonly verifiedHash: string;
    readonly newHash: string;
  }): Promise<void>;
  /**
   * Replace a password if it still is the one that was verified, and in the same transaction end every session of the
   * person but the one it was changed in, with all grants under them, and revoke (`session` entries) their access tokens.
   * What was issued under the kept session goes on. The raised `passwordVersion` keeps sessions from starting that were
   * proved with the password before. Appends `user.password_changed`, and `session.ended` for each.
   *
   * It does not check that the kept session is the person's or live: one that is not keeps nothing.
   *
   * @param request.exceptSessionId - the session the person changed it in; undefined ends them all.
   * @param request.reason - of the endings, for the trail.
   */
  changePassword(
    request: {
      readonly userId: UserId;
      readonly verifiedHash: string;
      readonly newHash: string;
      readonly exceptSessionId: SessionId | undefined;
      readonly reason: string;
    },
    context: AuditContext,
  ): Promise<ChangePasswordResult>;
  /**
   * Make a person unable to sign in or refresh, end their sessions and grants, and revoke (`user` entry in the
   * revocation log) what was issued to them, in one transaction. Appends `user.deactivated`.
   */
  deactivateUser(userId: UserId, context: AuditContext): Promise<'deactivated' | 'unknown'>;
}
