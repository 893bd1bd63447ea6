import { createBackchannelLogoutEndpoint } from './backchannel-logout.ts';
import { createCallbackEndpoint } from './callback.ts';
import type { Endpoint, EndpointParts } from './endpoint.ts';
import { createLoginEndpoint } from './login.ts';
import { createLogoutEndpoint } from './logout.ts';
import { createSessionEndpoint } from './session.ts';
import { createSignInEndpoint } from './sign-in.ts';

/** The proxy's own endpoints, one row each. Sign-in by the application's form is there only when it was asked for. */
export function createEndpoints(parts: EndpointParts): readonly Endpoint[] {
  return [
    createLoginEndpoint(parts),
    createCallbackEndpoint(parts),
    createSessionEndpoint(parts),
    createLogoutEndpoint(parts),
    createBackchannelLogoutEndpoint(parts),
    ...(parts.settings.ownSignInForm ? [createSignInEndpoint(parts)] : []),
  ];
}
