import type { AuthorityParts } from '../authority.ts';
import type { Endpoint, FormExchange, RoutedExchange } from '../http/exchange.ts';
import type { HeaderFields, HttpAnswer } from '../http/message.ts';
import { redirectSeeOther } from '../http/see-other.ts';
import type { FormProblem } from '../pages/form.ts';
import { renderSignInPage } from '../pages/sign-in-page.ts';
import type { AuthorityServices } from '../services.ts';
import type { ChosenNames } from '../sign-in/chosen-name.ts';
import type { DeviceCookies } from '../sign-in/device-cookie.ts';
import type { PasswordSignIn, PasswordSignInResult } from '../sign-in/password-sign-in.ts';
import { asksForNotice, findNotice } from './notices.ts';
import { openPendingRequest, type PendingRequest, withInteraction } from './pending-request.ts';
import { describeTrouble } from './trouble.ts';

export interface SignInEndpointParts {
  readonly config: AuthorityParts['config'];
  readonly services: AuthorityServices;
  readonly signInByPassword: PasswordSignIn;
  readonly deviceCookies: DeviceCookies;
  readonly chosenNames: ChosenNames;
}

const row = { path: '/sign-in', cors: 'none', answers: 'page' } as const;

/** What the form holds, as typed. */
interface SignInForm {
  readonly identifier: string;
  readonly password: string;
  readonly remember: boolean;
}

/**
 * The sign-in page: by itself, or for an authorization request that waits (`interaction`). After a success the browser
 * goes on with that request, or to the account.
 */
export function createSignInEndpoints(parts: SignInEndpointParts): readonly Endpoint[] {
  return [
    { ...row, method: 'GET', handle: (exchange) => show(parts, exchange) },
    { ...row, method: 'POST', body: 'form', handle: (exchange) => submit(parts, exchange) },
  ];
}

async function show(parts: SignInEndpointParts, exchange: RoutedExchange): Promise<HttpAnswer> {
  const { services } = parts;
  const pending = openPendingRequest(services, exchange, exchange.query.get('interaction'));
  const signedIn = await services.browserSessions.read(exchange);
  if (pending === undefined && signedIn !== undefined) return redirectSeeOther('/account');
  const chosenName = asksForNotice(exchange.query, 'signed-up') ? parts.chosenNames.read(exchange) : undefined;
  // Who is signed in and must prove it again (`prompt=login`, `max_age`) stays chosen, unless the client names another.
  const identifier = chosenName ?? pending?.request.loginHint ?? signedIn?.user.username;
  return renderForm(parts, pending, {
    form: { identifier: identifier ?? '', password: '', remember: signedIn?.session.remembered ?? false },
    notice: findNotice(exchange.query),
    setCookies: services.browserSessions.prepare(exchange).setCookies,
  });
}

async function submit(parts: SignInEndpointParts, exchange: RoutedExchange & FormExchange): Promise<HttpAnswer> {
  const { services } = parts;
  services.requireTrustedForm(exchange);
  const pending = openPendingRequest(services, exchange, exchange.form.get('interaction'));
  const form: SignInForm = {
    identifier: exchange.form.get('identifier') ?? '',
    password: exchange.form.get('password') ?? '',
    remember: exchange.form.get('remember') === 'yes',
  };
  const missing = findMissing(form);
  if (missing.length > 0) return renderForm(parts, pending, { form, status: 400, problems: missing });

  const result = await parts.signInByPassword(
    {
      identifier: form.identifier,
      password: form.password,
      device: parts.deviceCookies.read(exchange),
      address: exchange.address,
      clientId: pending?.request.client.clientId,
    },
    exchange.audit,
  );
  if (result.status !== 'signed_in') return renderForm(parts, pending, { form, ...describeFailure(result) });

  const { userId, amr, passwordVersion } = result;
  const proof = { userId, amr, passwordVersion, remembered: form.remember };
  const started = await services.browserSessions.start(exchange, proof);
  // Made inactive, or the password changed, in this very moment: the same as before it.
  if (started === undefined) return renderForm(parts, pending, { form, ...describeFailure({ status: 'refused' }) });
  const next = pending === undefined ? '/account' : withInteraction('/authorize/resume', pending.sealed);
  const setCookies = [parts.deviceCookies.remember(exchange, userId), ...parts.chosenNames.forget(exchange)];
  return redirectSeeOther(next, [...started.setCookies, ...setCookies]);
}

function findMissing(form: SignInForm): readonly FormProblem[] {
  const problems: FormProblem[] = [];
  if (form.identifier.trim() === '') {
    problems.push({ field: 'identifier', message: 'Enter your user name or e-mail address.' });
  }
  if (form.password === '') problems.push({ field: 'password', message: 'Enter your password.' });
  return problems;
}

interface FormState {
  readonly form: SignInForm;
  readonly status?: number | undefined;
  readonly problems?: readonly FormProblem[] | undefined;
  readonly headers?: HeaderFields | undefined;
  readonly notice?: string | undefined;
  readonly setCookies?: readonly string[] | undefined;
}

function describeFailure(result: Exclude<PasswordSignInResult, { status: 'signed_in' }>): Omit<FormState, 'form'> {
  if (result.status === 'refused') {
    const message = 'User name or password is wrong. Check both and try again.';
    return { status: 400, problems: [{ message }] };
  }
  const { status, headers, problem } = describeTrouble(result);
  return { status, headers, problems: [problem] };
}

function renderForm(parts: SignInEndpointParts, pending: PendingRequest | undefined, state: FormState): HttpAnswer {
  return renderSignInPage(parts.services.pageTheme, {
    ...state,
    identifier: state.form.identifier,
    remember: state.form.remember,
    clientName: pending?.request.client.name,
    interaction: pending?.sealed,
    formTargets: pending?.formTargets,
    signUpPath: parts.config.signUp === 'open' ? withInteraction('/sign-up', pending?.sealed) : undefined,
  });
}
