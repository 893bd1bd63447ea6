import type { Authority, AuthorityParts } from './authority.ts';
import { createServices } from './create-services.ts';
import { createOAuthEndpoints } from './endpoints/oauth-endpoints.ts';
import { createPeopleEndpoints } from './endpoints/people-endpoints.ts';
import { createDispatcher } from './http/dispatch.ts';
import { createFetch } from './http/fetch-edge.ts';
import { renderErrorPage } from './pages/error-page.ts';

/**
 * Put the authority together: services over the parts, endpoints over the services, one dispatcher over the endpoints.
 * Nothing listens and nothing runs in the background; mount `fetch` in a server, or use `serveAuthority` of
 * `@latchkey/server/node`. Beside it runs `startLogoutNotifier`, which tells applications that sessions are over.
 *
 * @param parts.config - validated and frozen, from `loadConfig`; nothing of it is checked again.
 */
export function createAuthority(parts: AuthorityParts): Authority {
  const services = createServices(parts);
  const endpoints = [...createOAuthEndpoints(parts, services), ...createPeopleEndpoints(parts, services)];
  const answer = createDispatcher({
    endpoints,
    config: parts.config,
    log: parts.log,
    renderErrorPage: (page) => renderErrorPage(services.pageTheme, page),
  });
  return {
    answer,
    fetch: createFetch(answer),
    endStreams: () => services.revocationFeed.stop(),
  };
}
