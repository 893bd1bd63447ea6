import type { AuthorityParts } from '../authority.ts';
import type { FirstAdministratorLinks } from '../first-administrator/redemption.ts';
import type { Endpoint, FormExchange, RoutedExchange } from '../http/exchange.ts';
import type { HttpAnswer } from '../http/message.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { redirectSeeOther } from '../http/see-other.ts';
import { renderSetupPage } from '../pages/setup-page.ts';
import type { AuthorityServices } from '../services.ts';
import type { DeviceCookies } from '../sign-in/device-cookie.ts';
import { readAccountForm } from './account-form.ts';
import { withNotice } from './notices.ts';
import { describeTrouble } from './trouble.ts';

export interface SetupEndpointParts {
  readonly config: AuthorityParts['config'];
  readonly services: AuthorityServices;
  readonly links: FirstAdministratorLinks;
  readonly deviceCookies: DeviceCookies;
}

const row = { path: '/setup', cors: 'none', answers: 'page' } as const;

/** Where the one-time link of the first administrator leads. Looking at the page does not use the link up. */
export function createSetupEndpoints(parts: SetupEndpointParts): readonly Endpoint[] {
  return [
    { ...row, method: 'GET', handle: (exchange) => show(parts, exchange) },
    { ...row, method: 'POST', body: 'form', handle: (exchange) => submit(parts, exchange) },
  ];
}

async function show({ links, services }: SetupEndpointParts, exchange: RoutedExchange): Promise<HttpAnswer> {
  const token = exchange.query.get('token') ?? '';
  if (!(await links.isLive(token))) throw createDeadLinkError();
  return renderSetupPage(services.pageTheme, { token });
}

async function submit(parts: SetupEndpointParts, exchange: RoutedExchange & FormExchange): Promise<HttpAnswer> {
  parts.services.requireTrustedForm(exchange);
  const token = exchange.form.get('token') ?? '';
  const values = readAccountForm(exchange.form);
  const result = await parts.links.redeem(token, values, exchange.audit);
  if (result.status === 'link_dead') throw createDeadLinkError();
  const { pageTheme } = parts.services;
  if (result.status === 'invalid') {
    return renderSetupPage(pageTheme, { status: 400, token, values, problems: result.problems });
  }
  if (result.status === 'busy') {
    const { status, headers, problem } = describeTrouble(result);
    return renderSetupPage(pageTheme, { status, token, values, headers, problems: [problem] });
  }
  const { userId, passwordVersion } = result;
  const proof = { userId, amr: ['pwd'], passwordVersion, remembered: false };
  const started = await parts.services.browserSessions.start(exchange, proof);
  if (started === undefined) return redirectSeeOther('/sign-in');
  const next = withNotice('/account', 'first-administrator');
  return redirectSeeOther(next, [...started.setCookies, parts.deviceCookies.remember(exchange, userId)]);
}

function createDeadLinkError(): OAuthError {
  return new OAuthError(
    'invalid_request',
    'This link does not work: it was used, is too old, or is not complete. Restart the authority to get a new one, which it gives out until there is an administrator.',
    { status: 404, detail: 'the link of the first administrator is dead' },
  );
}
