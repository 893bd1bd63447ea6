import type { AuthorityParts } from '../authority.ts';
import type { Endpoint, FormExchange, RoutedExchange } from '../http/exchange.ts';
import type { HeaderFields, HttpAnswer } from '../http/message.ts';
import { redirectSeeOther } from '../http/see-other.ts';
import type { FormProblem } from '../pages/form.ts';
import { renderPasswordPage } from '../pages/password-page.ts';
import type { AuthorityServices } from '../services.ts';
import type { DeviceCookies } from '../sign-in/device-cookie.ts';
import type { PasswordChange, PasswordChangeResult } from '../users/password-change.ts';
import { withNotice } from './notices.ts';
import { describeTrouble } from './trouble.ts';

export interface AccountPasswordEndpointParts {
  readonly config: AuthorityParts['config'];
  readonly services: AuthorityServices;
  readonly deviceCookies: DeviceCookies;
  readonly changePassword: PasswordChange;
}

/**
 * `/account/password`: a new password for who knows the current one. It ends every other session of the person, with what
 * was issued in it (R2, L7); this browser goes on, with a cookie nobody has seen.
 */
export function createAccountPasswordEndpoints(parts: AccountPasswordEndpointParts): readonly Endpoint[] {
  const row = { path: '/account/password', cors: 'none', answers: 'page' } as const;
  const { browserSessions, pageTheme } = parts.services;
  return [
    {
      ...row,
      method: 'GET',
      async handle(exchange) {
        const signedIn = await browserSessions.read(exchange);
        if (signedIn === undefined) return redirectSeeOther('/sign-in');
        return renderPasswordPage(pageTheme, { username: signedIn.user.username });
      },
    },
    { ...row, method: 'POST', body: 'form', handle: (exchange) => submit(parts, exchange) },
  ];
}

async function submit(
  parts: AccountPasswordEndpointParts,
  exchange: RoutedExchange & FormExchange,
): Promise<HttpAnswer> {
  parts.services.requireTrustedForm(exchange);
  const { browserSessions, pageTheme } = parts.services;
  const signedIn = await browserSessions.read(exchange);
  if (signedIn === undefined) return redirectSeeOther('/sign-in');
  const { user, session } = signedIn;
  const result = await parts.changePassword(
    {
      signedIn,
      currentPassword: exchange.form.get('password') ?? '',
      newPassword: exchange.form.get('new_password') ?? '',
      device: parts.deviceCookies.read(exchange),
      address: exchange.address,
    },
    exchange.audit,
  );
  if (result.status !== 'changed') {
    return renderPasswordPage(pageTheme, { username: user.username, ...describeFailure(result) });
  }
  const { passwordVersion } = result;
  const proof = { userId: user.userId, amr: ['pwd'], passwordVersion, remembered: session.remembered };
  const renewed = await browserSessions.start(exchange, proof);
  // Made inactive, or the password changed again, in this very moment.
  if (renewed === undefined) return redirectSeeOther('/sign-in');
  const setCookies = [...renewed.setCookies, parts.deviceCookies.remember(exchange, user.userId)];
  return redirectSeeOther(withNotice('/account', 'password-changed'), setCookies);
}

const fieldNames = { current: 'password', new: 'new_password' } as const;

function describeFailure(result: Exclude<PasswordChangeResult, { status: 'changed' }>): {
  readonly status: number;
  readonly problems: readonly FormProblem[];
  readonly headers?: HeaderFields;
} {
  if (result.status === 'invalid') {
    return {
      status: 400,
      problems: result.problems.map(({ field, message }) => ({ field: fieldNames[field], message })),
    };
  }
  if (result.status === 'outdated') {
    const message =
      'Your password was changed just now, perhaps because the button was pressed twice. Go back to your account; if it was not you who changed it, ask for help at once.';
    return { status: 409, problems: [{ message }] };
  }
  const { status, headers, problem } = describeTrouble(result);
  return { status, headers, problems: [problem] };
}
