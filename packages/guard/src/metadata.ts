import type { JsonObject } from '@latchkey/tokens/json';
import { type FetchSettings, fetchJson } from './fetch-json.ts';
import { GuardError } from './guard-error.ts';
import { isSafeUrl } from './safe-url.ts';

/** What an issuer says about itself. Only its `issuer` has been checked. */
export interface IssuerMetadata {
  readonly document: JsonObject;
  /**
   * An address the issuer names, such as `jwks_uri`.
   *
   * @throws GuardError `fetch_failed` when it is missing, or neither https nor http to this very machine.
   */
  endpoint(name: string): string;
}

/**
 * Fetch the issuer's metadata: RFC 8414's document first, OpenID Connect's where that fails. A document that names
 * another issuer counts as none: it would let one issuer speak for another.
 *
 * @throws GuardError `fetch_failed` when neither will do.
 * @see RFC 8414 §3, OpenID Connect Discovery §4
 */
export async function fetchMetadata(issuer: string, settings: FetchSettings): Promise<IssuerMetadata> {
  const failures: unknown[] = [];
  for (const address of listMetadataAddresses(issuer)) {
    try {
      const { document } = await fetchJson(address, settings);
      if (document['issuer'] === issuer) return createMetadata(document, address);
      failures.push(new GuardError('fetch_failed', `${address} does not name the issuer ${issuer}`));
    } catch (error) {
      failures.push(error);
    }
  }
  const reasons = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
  throw new GuardError(
    'fetch_failed',
    `No metadata of ${issuer}: ${reasons.join('; ')}`,
    new AggregateError(failures, 'Every address of the metadata failed'),
  );
}

/** RFC 8414 puts the well-known part before the issuer's path, OpenID Connect after it. */
function listMetadataAddresses(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
}

function createMetadata(document: JsonObject, address: string): IssuerMetadata {
  return {
    document,
    endpoint(name) {
      const value = document[name];
      if (typeof value === 'string' && isSafeUrl(value)) return value;
      throw new GuardError('fetch_failed', `${address} has no ${name} that is https, or http to this machine`);
    },
  };
}
