import type { AuthorityParts } from './authority.ts';
import { createAuthorization } from './authorize/authorization.ts';
import { createClientAuthentication } from './clients/authentication.ts';
import { createClientRegistry } from './clients/registry.ts';
import { createTrustedFormGuard } from './http/same-site-form.ts';
import { createPageTheme } from './pages/theme.ts';
import { createRevocationFeed } from './revocation/feed.ts';
import { createOwnApi } from './revocation/own-api.ts';
import type { AuthorityServices } from './services.ts';
import { createBrowserSessions } from './sign-in/browser-session.ts';
import { createInteractions } from './sign-in/interaction.ts';

/** Build what endpoints lean on, once for all of them, so that what a service remembers holds for the whole process. */
export function createServices(parts: AuthorityParts): AuthorityServices {
  return {
    authenticateClient: createClientAuthentication(parts, createClientRegistry(parts.config)),
    authorization: createAuthorization(parts),
    browserSessions: createBrowserSessions(parts),
    interactions: createInteractions(parts),
    ownApi: createOwnApi(parts),
    pageTheme: createPageTheme(parts.config.appearance),
    requireTrustedForm: createTrustedFormGuard(parts.config.issuer),
    revocationFeed: createRevocationFeed(parts),
  };
}
