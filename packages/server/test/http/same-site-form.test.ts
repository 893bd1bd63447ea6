import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readRequest } from '../../src/http/fetch-edge.ts';
import type { HttpRequest } from '../../src/http/message.ts';
import { OAuthError } from '../../src/http/oauth-error.ts';
import { createTrustedFormGuard, isTrustedForm } from '../../src/http/same-site-form.ts';

const origin = 'https://id.example.com';
const foreign = 'https://evil.example';

function post(headers: Record<string, string>): { readonly request: HttpRequest } {
  return { request: readRequest(new Request(`${origin}/sign-in`, { method: 'POST', headers })) };
}

describe('isTrustedForm', () => {
  const sites = [undefined, 'same-origin', 'same-site', 'cross-site', 'none', 'SAME-ORIGIN', ''] as const;
  const origins = [undefined, origin, foreign, 'null', `${origin}:8443`, 'http://id.example.com', ''] as const;
  const referrers = [
    undefined,
    `${origin}/sign-in?a=b`,
    `${foreign}/?${origin}`,
    `${origin}.evil.example/`,
    'x',
  ] as const;

  for (const site of sites) {
    for (const from of origins) {
      for (const referrer of referrers) {
        // Spelled out apart from the code: the first that is there decides, and Origin must never disagree.
        const siteSays = site === undefined ? undefined : site === 'same-origin';
        const originSays = from === undefined ? undefined : from === origin;
        const referrerSays = referrer === `${origin}/sign-in?a=b`;
        const expected = siteSays === false || originSays === false ? false : (siteSays ?? originSays ?? referrerSays);
        it(`L6 ${expected ? 'trusts' : 'refuses'} Sec-Fetch-Site ${site}, Origin ${from}, Referer ${referrer}`, () => {
          const headers = {
            ...(site === undefined ? {} : { 'sec-fetch-site': site }),
            ...(from === undefined ? {} : { origin: from }),
            ...(referrer === undefined ? {} : { referer: referrer }),
          };
          assert.equal(isTrustedForm(post(headers), origin), expected);
        });
      }
    }
  }

  it('L6 trusts a form of a plain-http issuer on loopback', () => {
    assert.equal(isTrustedForm(post({ origin: 'http://localhost:4000' }), 'http://localhost:4000'), true);
    assert.equal(isTrustedForm(post({ origin: 'http://127.0.0.1:4000' }), 'http://localhost:4000'), false);
  });
});

describe('createTrustedFormGuard', () => {
  const requireTrustedForm = createTrustedFormGuard(`${origin}/tenant`);

  it('L6 answers 403 with the address to open instead', () => {
    assert.throws(
      () => requireTrustedForm(post({ origin: foreign })),
      (error) => error instanceof OAuthError && error.status === 403 && error.message.includes(`${origin}/tenant/`),
    );
  });

  it('L6 judges by the origin of an issuer that has a path', () => {
    requireTrustedForm(post({ origin }));
  });
});
