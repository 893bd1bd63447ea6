import type { AuthorityParts } from '../authority.ts';
import { createClientRegistry } from '../clients/registry.ts';
import { createFirstAdministratorLinks } from '../first-administrator/redemption.ts';
import type { Endpoint } from '../http/exchange.ts';
import type { AuthorityServices } from '../services.ts';
import { createArgon2id, type PasswordAlgorithm } from '../sign-in/argon2id.ts';
import { createChosenNames } from '../sign-in/chosen-name.ts';
import { createDeviceCookies } from '../sign-in/device-cookie.ts';
import { createSignInLimits } from '../sign-in/limits.ts';
import { createPasswordCheck } from '../sign-in/password-check.ts';
import { createPasswordHasher } from '../sign-in/password-hasher.ts';
import { createPasswordSignIn } from '../sign-in/password-sign-in.ts';
import { createPasswordChange } from '../users/password-change.ts';
import { createSignUp } from '../users/sign-up.ts';
import { createAccountEndpoints } from './account.ts';
import { createAccountPasswordEndpoints } from './account-password.ts';
import { createAccountSessionsEndpoints } from './account-sessions.ts';
import { createAuthorizationChallengeEndpoints } from './authorization-challenge.ts';
import { createConsentEndpoints } from './consent.ts';
import { createHomeEndpoints } from './home.ts';
import { createSetupEndpoints } from './setup.ts';
import { createSignInEndpoints } from './sign-in.ts';
import { createSignUpEndpoints } from './sign-up.ts';
import { createUsersEndpoints } from './users.ts';

/**
 * Everything a person meets: sign-in, sign-up, consent, account, first administrator, and the same for first-party apps
 * by JSON. One password hasher serves all of it, so that its bounds hold for the whole process.
 *
 * @param passwords - how passwords are hashed. Default: Argon2id as configured.
 */
export function createPeopleEndpoints(
  authority: AuthorityParts,
  services: AuthorityServices,
  passwords: PasswordAlgorithm = createArgon2id(authority.config.passwordHashing),
): readonly Endpoint[] {
  const { config, store, keys, clock } = authority;
  const registry = createClientRegistry(config);
  const hasher = createPasswordHasher(config.passwordHashing, passwords);
  const limits = createSignInLimits(config.signInLimits, keys);
  const checkPassword = createPasswordCheck({ store, hasher, limits });
  const parts = {
    config,
    store,
    clock,
    services,
    registry,
    authenticateClient: services.authenticateClient,
    deviceCookies: createDeviceCookies(authority),
    chosenNames: createChosenNames(config.issuer),
    signInByPassword: createPasswordSignIn({ store, hasher, checkPassword }),
    changePassword: createPasswordChange({ store, hasher, checkPassword }),
    signUp: createSignUp({ store, hasher, limits }),
    links: createFirstAdministratorLinks({ store, hasher }),
  };
  return [
    ...createHomeEndpoints(services),
    ...createSignInEndpoints(parts),
    ...createSignUpEndpoints(parts),
    ...createConsentEndpoints(parts),
    ...createSetupEndpoints(parts),
    ...createAccountEndpoints(parts),
    ...createAccountPasswordEndpoints(parts),
    ...createAccountSessionsEndpoints(parts),
    ...createAuthorizationChallengeEndpoints(parts),
    ...createUsersEndpoints(parts),
  ];
}
