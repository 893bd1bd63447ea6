/** How addresses in a configuration are judged. Nothing here resolves a name or opens a connection. */

/** The absolute URI, or undefined. */
export function parseUri(text: string): URL | undefined {
  return /\s/.test(text) || !URL.canParse(text) ? undefined : new URL(text);
}

/** `localhost`, 127.0.0.0/8 or [::1]: this machine itself, where plain HTTP crosses no network. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** What is wrong with an address, and what to write instead. */
interface UriFault {
  readonly what: string;
  readonly remedy: string;
}

const keepToThisMachine = 'Use https; http is for localhost, 127.0.0.1 and [::1] alone.';

/** An address with a user name or password in it would show them to whoever sees the address. */
export function findCredentialsFault(uri: URL): UriFault | undefined {
  if (uri.username === '' && uri.password === '') return undefined;
  return { what: 'has a user name or password in it', remedy: 'Remove what stands before the @.' };
}

/** https, or http that does not leave this machine. */
export function isProtected(uri: URL): boolean {
  return uri.protocol === 'https:' || (uri.protocol === 'http:' && isLoopbackHost(uri.hostname));
}

/** What is wrong with an address the authority itself posts to, or undefined. OIDC Back-Channel Logout 1.0 §2.2 */
export function findBackchannelUriFault(text: string): UriFault | undefined {
  const uri = parseUri(text);
  if (uri === undefined || (uri.protocol !== 'https:' && uri.protocol !== 'http:')) {
    return {
      what: 'is no absolute https address',
      remedy: 'Write it whole, such as https://app.example.com/backchannel-logout.',
    };
  }
  if (text.includes('#')) return { what: 'has a fragment', remedy: 'Remove the # and what follows.' };
  const fault = findCredentialsFault(uri);
  if (fault !== undefined) return fault;
  if (isProtected(uri)) return undefined;
  return {
    what: 'is plain http to another machine, where logout tokens could be read and held back',
    remedy: keepToThisMachine,
  };
}

/** What is wrong with an address a browser is sent to, or undefined. RFC 9700 §2.1, RFC 8252 §7. */
export function findRedirectUriFault(text: string, isPublic: boolean): UriFault | undefined {
  const uri = parseUri(text);
  if (uri === undefined) {
    return { what: 'is no absolute URI', remedy: 'Write it whole, such as https://app.example.com/callback.' };
  }
  if (text.includes('#')) return { what: 'has a fragment', remedy: 'Remove the # and what follows (RFC 6749 §3.1.2).' };
  if (text.includes('*')) return { what: 'has a wildcard', remedy: 'List every address; they are compared exactly.' };
  const fault = findCredentialsFault(uri);
  if (fault !== undefined) return fault;
  if (isProtected(uri)) return undefined;
  if (uri.protocol === 'http:') {
    return {
      what: 'is plain http to another machine, where codes could be read on the way',
      remedy: keepToThisMachine,
    };
  }
  if (!uri.protocol.includes('.')) {
    return {
      what: `uses the scheme ${uri.protocol.slice(0, -1)}, which any application may claim`,
      remedy: 'Use https, or a scheme made from a domain of yours, such as com.example.app:/callback (RFC 8252 §7.1).',
    };
  }
  if (isPublic) return undefined;
  return {
    what: 'uses a private-use scheme, which is for public clients alone',
    remedy: 'Set type to public, or use https.',
  };
}

/** What is wrong with a browser origin, or undefined. RFC 6454 §6.2. */
export function findOriginFault(text: string): UriFault | undefined {
  const uri = parseUri(text);
  const remedy = 'Write scheme, host and port only, such as https://app.example.com.';
  if (uri === undefined || uri.origin === 'null' || uri.origin !== text) return { what: 'is no exact origin', remedy };
  if (uri.protocol === 'https:' || isLoopbackHost(uri.hostname)) return undefined;
  return { what: 'is plain http on another machine', remedy: keepToThisMachine };
}
