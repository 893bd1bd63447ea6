import { oauthOperations } from './oauth-operations.ts';
import type { Operation, OperationKey, Tag } from './operation.ts';
import { peopleOperations } from './people-operations.ts';
import { schemas } from './schemas.ts';

/** Everything of the HTTP API that programs call; the pages of sign-in and account are for people. */
export const operations: Readonly<Record<OperationKey, Operation>> = { ...oauthOperations, ...peopleOperations };

const tags: readonly { readonly name: Tag; readonly description: string }[] = [
  { name: 'Metadata', description: 'What the authority can do, and its keys.' },
  { name: 'OAuth', description: 'Getting tokens.' },
  { name: 'OpenID Connect', description: 'Who somebody is, and signing out.' },
  { name: 'Revocation', description: 'Taking tokens back, and learning of it.' },
  { name: 'First-party apps', description: 'Applications of the same house with forms of their own.' },
  { name: 'My sessions', description: 'Where a person is signed in.' },
];

/**
 * The HTTP API as an OpenAPI 3.1 document.
 *
 * @param options.sessionCookie - what the session cookie is called under this issuer.
 * @see https://spec.openapis.org/oas/v3.1.1
 */
export function describeHttpApi(options: { readonly issuer: string; readonly sessionCookie: string }): object {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [key, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = key.split(' ');
    const template = path.replaceAll(/:(\w+)/g, '{$1}');
    paths[template] = { ...paths[template], [method.toLowerCase()]: operation };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Latchkey',
      version: '0.1.0',
      summary: 'A token authority: OAuth 2.1 and OpenID Connect.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: options.issuer }],
    tags,
    paths,
    components: {
      schemas,
      securitySchemes: {
        client: { type: 'http', scheme: 'basic', description: 'Client id and secret, RFC 6749 §2.3.1.' },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        session: { type: 'apiKey', in: 'cookie', name: options.sessionCookie },
      },
    },
  };
}
