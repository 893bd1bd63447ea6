/** What OpenAPI 3.1 says of one method of one path; a part of it that is checked by a linter, not by types. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string | undefined;
  readonly tags: readonly [Tag];
  /** Empty: nobody needs to say who they are. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly object[] | undefined;
  readonly requestBody?: object | undefined;
  readonly responses: Readonly<Record<string, object>>;
}

export type Tag = 'Metadata' | 'OAuth' | 'OpenID Connect' | 'Revocation' | 'First-party apps' | 'My sessions';

/** `POST /token`: an endpoint's method and path, as the route table has them. */
export type OperationKey = `${'GET' | 'POST' | 'DELETE'} /${string}`;

/** A schema of the document's components. */
function refer(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** An answer with a JSON body. */
export function answerJson(description: string, schema: string): object {
  return { description, content: { 'application/json': { schema: refer(schema) } } };
}

/** RFC 6749 §5.2. */
export function refuse(description: string): object {
  return answerJson(description, 'Error');
}

/** A form whose fields are described by a schema. */
export function takeForm(schema: string): object {
  return { required: true, content: { 'application/x-www-form-urlencoded': { schema: refer(schema) } } };
}

export function takeJson(schema: string): object {
  return { required: true, content: { 'application/json': { schema: refer(schema) } } };
}

/** What any endpoint may answer besides. */
export const busy: object = refuse('Too busy, or the store cannot answer. Try again after the time in Retry-After.');

/** How clients say who they are: HTTP Basic, the same two as form fields, or `client_id` alone for public clients. */
export const byClient: Operation['security'] = [{ client: [] }, {}];
export const byBearer: Operation['security'] = [{ bearer: [] }];
export const byBearerOrCookie: Operation['security'] = [{ bearer: [] }, { session: [] }];
export const byNobody: Operation['security'] = [];
