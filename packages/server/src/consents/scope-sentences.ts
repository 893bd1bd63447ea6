import type { ApiConfig } from '../config/config.ts';
import { isOwnScope, type OwnScope } from '../config/own-scopes.ts';

/** What a client may do at one place, in sentences a person can judge. */
export interface ScopeGroup {
  /** The API's name; undefined for what the authority itself gives away. */
  readonly apiName: string | undefined;
  readonly sentences: readonly string[];
}

/** The authority's own scopes, OpenID Connect Core §5.4 and §11 among them. */
const ownSentences: Readonly<Record<OwnScope, string>> = {
  openid: 'Know who you are here, and that you signed in',
  profile: 'See your user name and your name',
  email: 'See your e-mail address',
  account: 'See your sessions and end them',
  offline_access: 'Keep this access after you have closed the application, until you end it',
};

/**
 * Every requested scope as a sentence, grouped by API, for the APIs the request names. A scope without a sentence is
 * shown as it is: nothing is granted that was not on the page.
 */
export function describeScopes(
  request: { readonly scopes: readonly string[]; readonly resources: readonly string[] },
  apis: readonly ApiConfig[],
): readonly ScopeGroup[] {
  const own = request.scopes.filter(isOwnScope);
  const requested = apis.filter(({ audience }) => request.resources.includes(audience));
  const groups = requested.map((api): ScopeGroup => {
    const scopes = request.scopes.filter((scope) => Object.hasOwn(api.scopes, scope));
    return { apiName: api.name, sentences: scopes.map((scope) => api.scopes[scope] ?? scope) };
  });
  const rest = request.scopes.filter(
    (scope) => !isOwnScope(scope) && !requested.some((api) => Object.hasOwn(api.scopes, scope)),
  );
  return [{ apiName: undefined, sentences: [...own.map((scope) => ownSentences[scope]), ...rest] }, ...groups].filter(
    ({ apiName, sentences }) => apiName !== undefined || sentences.length > 0,
  );
}
