import type { AuthorityParts } from '../authority.ts';
import type { Endpoint, FormExchange, RoutedExchange } from '../http/exchange.ts';
import type { HttpAnswer } from '../http/message.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { redirectSeeOther } from '../http/see-other.ts';
import { renderSignUpPage } from '../pages/sign-up-page.ts';
import type { AuthorityServices } from '../services.ts';
import type { ChosenNames } from '../sign-in/chosen-name.ts';
import type { SignUp } from '../users/sign-up.ts';
import { readAccountForm } from './account-form.ts';
import { withNotice } from './notices.ts';
import { openPendingRequest, withInteraction } from './pending-request.ts';
import { describeTrouble } from './trouble.ts';

export interface SignUpEndpointParts {
  readonly config: AuthorityParts['config'];
  readonly services: AuthorityServices;
  readonly signUp: SignUp;
  readonly chosenNames: ChosenNames;
}

const row = { path: '/sign-up', cors: 'none', answers: 'page' } as const;

/** The sign-up page. Its only good end is the sign-in page with a sentence that fits a free name and a taken one. */
export function createSignUpEndpoints(parts: SignUpEndpointParts): readonly Endpoint[] {
  return [
    { ...row, method: 'GET', handle: (exchange) => show(parts, exchange) },
    { ...row, method: 'POST', body: 'form', handle: (exchange) => submit(parts, exchange) },
  ];
}

async function show(parts: SignUpEndpointParts, exchange: RoutedExchange): Promise<HttpAnswer> {
  requireOpen(parts);
  const pending = openPendingRequest(parts.services, exchange, exchange.query.get('interaction'));
  const signInPath = withInteraction('/sign-in', pending?.sealed);
  return renderSignUpPage(parts.services.pageTheme, {
    clientName: pending?.request.client.name,
    interaction: pending?.sealed,
    signInPath,
  });
}

async function submit(parts: SignUpEndpointParts, exchange: RoutedExchange & FormExchange): Promise<HttpAnswer> {
  parts.services.requireTrustedForm(exchange);
  requireOpen(parts);
  const pending = openPendingRequest(parts.services, exchange, exchange.form.get('interaction'));
  const values = readAccountForm(exchange.form);
  const result = await parts.signUp(values, exchange.address, exchange.audit);
  if (result.status === 'accepted') {
    const next = withInteraction(withNotice('/sign-in', 'signed-up'), pending?.sealed);
    return redirectSeeOther(next, parts.chosenNames.remember(values.username));
  }
  const { pageTheme } = parts.services;
  const page = {
    values,
    clientName: pending?.request.client.name,
    interaction: pending?.sealed,
    signInPath: withInteraction('/sign-in', pending?.sealed),
  };
  if (result.status === 'invalid')
    return renderSignUpPage(pageTheme, { ...page, status: 400, problems: result.problems });
  const { status, headers, problem } = describeTrouble(result);
  return renderSignUpPage(pageTheme, { ...page, status, headers, problems: [problem] });
}

function requireOpen({ config }: SignUpEndpointParts): void {
  if (config.signUp === 'open') return;
  throw new OAuthError('access_denied', 'Nobody can sign up here. Ask an administrator for an account.', {
    status: 403,
    detail: 'sign-up is closed',
  });
}
