/** What a guard authenticates with at the issuer: a confidential client that may introspect. */
export interface GuardCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The value of `Authorization`: both parts form-url-encoded before they are joined, RFC 6749 §2.3.1. */
export function createBasicAuthorization({ clientId, clientSecret }: GuardCredentials): string {
  const pair = [clientId, clientSecret].map((part) => new URLSearchParams({ part }).toString().slice('part='.length));
  return `Basic ${Buffer.from(pair.join(':'), 'utf8').toString('base64')}`;
}
