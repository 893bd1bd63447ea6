import { isLoopbackHost, parseUri } from '../uris.ts';
import type { Rule } from './rule.ts';

/** RFC 8414 §2 and RFC 9207: the issuer is compared letter by letter everywhere, so there is one way to write it. */
export const checkIssuer: Rule = function* ({ settings: { issuer } }) {
  if (issuer === undefined) return;
  const path = 'issuer';
  const uri = parseUri(issuer);
  if (uri === undefined || (uri.protocol !== 'https:' && uri.protocol !== 'http:')) {
    yield { path, what: 'is no https address', remedy: 'Write it whole, such as https://id.example.com.' };
    return;
  }
  if (uri.origin !== issuer) {
    yield {
      path,
      what: 'must be scheme, host and port alone, in lower case, without a path, a slash at the end, ?, # or a user name',
      remedy: `Write ${uri.origin}.`,
    };
  }
  if (uri.protocol === 'http:' && !isLoopbackHost(uri.hostname)) {
    yield {
      path,
      what: 'is plain http, which works for localhost, 127.0.0.1 and [::1] alone: passwords and tokens would cross the network unprotected',
      remedy:
        'Set it to the https address, and either tls to a certificate and key file or trustedProxies to the proxy that ends TLS.',
    };
  }
};
