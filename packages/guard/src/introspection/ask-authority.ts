import { parseJsonObject } from '@latchkey/tokens/json';
import { createBasicAuthorization } from '../client-secret-basic.ts';
import { readText } from '../fetch-json.ts';
import type { Answer } from './answer-cache.ts';
import type { IntrospectorOptions } from './introspector-options.ts';

/** Ask about one token now. Rejects when the answer is not a clear one, whatever is wrong with it. */
export type AskAuthority = (token: string, signal: AbortSignal) => Promise<Answer>;

/**
 * The question of RFC 7662 §2.1. Of the answer only `active` counts: the guard has verified all else itself.
 *
 * An answer that is not 200 is never `inactive`: wrong credentials or an overloaded authority say nothing of the token.
 */
export function createAskAuthority({
  credentials,
  metadata,
  fetch = globalThis.fetch,
}: Pick<IntrospectorOptions, 'credentials' | 'metadata' | 'fetch'>): AskAuthority {
  const authorization = createBasicAuthorization(credentials);
  return async (token, signal) => {
    const issuer = await waitUnlessAborted(metadata.get(), signal);
    const response = await fetch(issuer.endpoint('introspection_endpoint'), {
      method: 'POST',
      headers: { authorization, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
      // The token goes where the metadata said and nowhere else.
      redirect: 'error',
      signal,
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`introspection answered ${response.status}`);
    }
    const text = await readText(response);
    const active = text === undefined ? undefined : parseJsonObject(text)?.['active'];
    if (typeof active !== 'boolean') throw new Error('introspection did not answer with a clear `active`');
    return { status: active ? 'active' : 'inactive' };
  };
}

/** What others wait for as well goes on when one of them has lost patience. */
function waitUnlessAborted<Result>(shared: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  return Promise.race([shared, aborted]);
}
