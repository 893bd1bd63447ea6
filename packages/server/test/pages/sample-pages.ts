/** Every page there is, as full as it commonly gets, and with its mistakes shown where it can have any. */

import type { HttpAnswer } from '../../src/http/message.ts';
import type { SessionId, UserId } from '../../src/ids.ts';
import { renderAccountPage } from '../../src/pages/account-page.ts';
import type { AccountSession } from '../../src/pages/account-sessions.ts';
import { renderConsentPage } from '../../src/pages/consent-page.ts';
import { renderErrorPage } from '../../src/pages/error-page.ts';
import { renderPasswordPage } from '../../src/pages/password-page.ts';
import { renderSetupPage } from '../../src/pages/setup-page.ts';
import { renderSignInPage } from '../../src/pages/sign-in-page.ts';
import { renderSignedOutPage, renderSignOutPage } from '../../src/pages/sign-out-page.ts';
import { renderSignUpPage } from '../../src/pages/sign-up-page.ts';
import { createPageTheme, type PageTheme } from '../../src/pages/theme.ts';
import { createSampleConfig } from '../sample-config.ts';

export const nowMs: number = Date.UTC(2026, 4, 12, 14, 3, 30);

/** As long as that of a request with everything a common library sends. */
const interaction = 'x'.repeat(800);
const formTargets = ['https://app.example.com'];

/** The default look, with every link. */
export const sampleTheme: PageTheme = createPageTheme({
  ...createSampleConfig().appearance,
  supportUrl: 'https://example.com/help',
  privacyUrl: 'https://example.com/privacy',
  termsUrl: 'https://example.com/terms?a=1&b=2',
});

const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
const linux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

export function createSampleSession(overrides: Partial<AccountSession> = {}): AccountSession {
  return {
    sessionId: 'session-1' as SessionId,
    isCurrent: false,
    userAgent: iPhone,
    address: '2001:db8:85a3:8d3:1319:8a2e:370:7348',
    authenticatedAtMs: nowMs - 2 * 86_400_000,
    lastUsedAtMs: nowMs - 5 * 60_000,
    applications: [
      {
        name: 'Web shop',
        sentences: [
          'Know who you are here, and that you signed in',
          'See your user name and your name',
          'Keep this access after you have closed the application, until you end it',
          'Place and change orders',
        ],
      },
    ],
    ...overrides,
  };
}

export const sampleUser = {
  userId: 'user-1' as UserId,
  username: 'alice',
  email: 'alice@example.com',
  emailVerified: false,
  name: 'Alice Baker',
  roles: ['administrator'],
  updatedAtMs: nowMs,
} as const;

const accountProblems = [
  { field: 'username', message: 'A user name cannot have blanks. Use a dot, a hyphen or an underscore instead.' },
  { field: 'email', message: 'This is no e-mail address. Write it as name@example.com.' },
  { field: 'password', message: 'The password is too short. Use at least 8 characters.' },
];

/** By name. A page whose name ends in `refused` shows what is wrong with what was typed. */
export function renderEveryPage(theme: PageTheme = sampleTheme): Readonly<Record<string, HttpAnswer>> {
  const waiting = { clientName: 'Web shop', interaction, formTargets };
  const values = { username: 'al ice', email: 'alice', name: 'Alice Baker' };
  return {
    'sign-in': renderSignInPage(theme, { ...waiting, signUpPath: `/sign-up?interaction=${interaction}` }),
    'sign-in refused': renderSignInPage(theme, {
      ...waiting,
      status: 400,
      identifier: 'alice',
      problems: [{ message: 'User name or password is wrong. Check both and try again.' }],
    }),
    'sign-up': renderSignUpPage(theme, { ...waiting, signInPath: `/sign-in?interaction=${interaction}` }),
    'sign-up refused': renderSignUpPage(theme, {
      ...waiting,
      status: 400,
      values,
      problems: accountProblems,
      signInPath: `/sign-in?interaction=${interaction}`,
    }),
    setup: renderSetupPage(theme, { token: 'x'.repeat(43) }),
    'setup refused': renderSetupPage(theme, { status: 400, token: 'x'.repeat(43), values, problems: accountProblems }),
    consent: renderConsentPage(theme, {
      ...waiting,
      firstParty: false,
      redirectHost: 'app.example.com',
      user: sampleUser,
      groups: [
        { apiName: undefined, sentences: ['See your user name and your name', 'See your e-mail address'] },
        { apiName: 'Orders', sentences: ['See your orders', 'Place and change orders'] },
      ],
    }),
    account: renderAccountPage(theme, {
      user: sampleUser,
      nowMs,
      notice: 'Your password is changed. You were signed out everywhere else.',
      sessions: [
        createSampleSession({ isCurrent: true, userAgent: linux }),
        createSampleSession(),
        createSampleSession({ userAgent: undefined, address: undefined, applications: [] }),
      ],
    }),
    password: renderPasswordPage(theme, { username: 'alice' }),
    'password refused': renderPasswordPage(theme, {
      status: 400,
      username: 'alice',
      problems: [
        { field: 'password', message: 'Enter your current password.' },
        { field: 'new_password', message: 'The password is too short. Use at least 8 characters.' },
      ],
    }),
    'sign-out': renderSignOutPage(theme, { sealed: interaction, clientName: 'Web shop', formTargets }),
    'signed-out': renderSignedOutPage(theme),
    error: renderErrorPage(theme, {
      status: 404,
      title: 'This address leads nowhere',
      message: 'There is nothing at this address. Check it, or begin at the start page.',
      requestId: 'b020cd18-5583-43cb-bc8e-937b9322751e',
    }),
  };
}
