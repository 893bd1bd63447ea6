import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuthorityConfig } from '../../src/config/config.ts';
import type { RoutedExchange } from '../../src/http/exchange.ts';
import { createInteractions } from '../../src/sign-in/interaction.ts';
import { createBrowserRing } from './browser-ring.ts';

const parameters = new URLSearchParams({ client_id: 'app', state: 'a&b=ü', scope: 'openid profile' });

function setUp(issuer = 'https://id.example.com', ring = createBrowserRing()) {
  const clock = { now: 1_800_000_000_000, nowMs: () => clock.now };
  const config = { issuer, lifetimes: { interactionSeconds: 600 } } as AuthorityConfig;
  return { ring, clock, interactions: createInteractions({ config, keys: ring, clock }) };
}

function createExchange(setCookies: readonly string[] = []): RoutedExchange {
  const cookies = new Map(
    setCookies.map((cookie): [string, string] => {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      return [name, value];
    }),
  );
  return { cookies } as unknown as RoutedExchange;
}

describe('createInteractions', () => {
  it('opens in the browser that began it, with what was put in and when', () => {
    const { interactions, clock } = setUp();
    const begun = interactions.begin(createExchange(), 'authorize', parameters);
    const startedAtMs = clock.now;
    clock.now += 1000;
    const opened = interactions.open(createExchange(begun.setCookies), 'authorize', begun.sealed);
    assert.equal(opened?.parameters.toString(), parameters.toString());
    assert.equal(opened?.startedAtMs, startedAtMs);
  });

  it('B1 binds to a host-only, script-proof cookie that goes with the browser', () => {
    const { setCookies } = setUp().interactions.begin(createExchange(), 'authorize', parameters);
    assert.equal(setCookies.length, 1);
    assert.match(setCookies[0] ?? '', /^__Host-latchkey-browser=[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  });

  it('lets one browser have several under one cookie', () => {
    const { interactions } = setUp();
    const first = interactions.begin(createExchange(), 'authorize', parameters);
    const browser = createExchange(first.setCookies);
    const second = interactions.begin(browser, 'authorize', new URLSearchParams({ n: '2' }));
    assert.deepEqual(second.setCookies, []);
    assert.ok(interactions.open(browser, 'authorize', first.sealed));
    assert.equal(interactions.open(browser, 'authorize', second.sealed)?.parameters.get('n'), '2');
  });

  it('gives a browser whose cookie is no cookie of ours a new one', () => {
    const browser = createExchange(['__Host-latchkey-browser=x']);
    assert.equal(setUp().interactions.begin(browser, 'authorize', parameters).setCookies.length, 1);
  });

  it('refuses another browser, and one without a cookie', () => {
    const { interactions } = setUp();
    const mine = interactions.begin(createExchange(), 'authorize', parameters);
    const theirs = interactions.begin(createExchange(), 'authorize', parameters);
    assert.equal(interactions.open(createExchange(theirs.setCookies), 'authorize', mine.sealed), undefined);
    assert.equal(interactions.open(createExchange(), 'authorize', mine.sealed), undefined);
  });

  it('refuses another purpose', () => {
    const { interactions } = setUp();
    const { sealed, setCookies } = interactions.begin(createExchange(), 'authorize', parameters);
    assert.equal(interactions.open(createExchange(setCookies), 'logout', sealed), undefined);
  });

  it('refuses another issuer with the same keys', () => {
    const ring = createBrowserRing();
    const { sealed, setCookies } = setUp('https://a.example.com', ring).interactions.begin(
      createExchange(),
      'authorize',
      parameters,
    );
    const other = setUp('https://b.example.com', ring).interactions;
    assert.equal(other.open(createExchange(setCookies), 'authorize', sealed), undefined);
  });

  it('refuses one that is older than it may be, or from the future', () => {
    const { interactions, clock } = setUp();
    const { sealed, setCookies } = interactions.begin(createExchange(), 'authorize', parameters);
    const browser = createExchange(setCookies);
    clock.now += 600_000;
    assert.ok(interactions.open(browser, 'authorize', sealed));
    clock.now += 1;
    assert.equal(interactions.open(browser, 'authorize', sealed), undefined);
    clock.now -= 600_002;
    assert.equal(interactions.open(browser, 'authorize', sealed), undefined);
  });

  it('refuses one with a changed byte, whichever it is, and anything that is none', () => {
    const { interactions } = setUp();
    const { sealed, setCookies } = interactions.begin(createExchange(), 'authorize', parameters);
    const browser = createExchange(setCookies);
    const bytes = Buffer.from(sealed, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      assert.equal(interactions.open(browser, 'authorize', changed.toString('base64url')), undefined, `byte ${index}`);
    }
    for (const text of ['', 'AAAA', `${sealed}=`, `${sealed}A`, sealed.slice(0, 20), '*']) {
      assert.equal(interactions.open(browser, 'authorize', text), undefined);
    }
  });

  it('K2 outlives a roll-over of keys, until the old key is retired', () => {
    const { interactions, ring } = setUp();
    const { sealed, setCookies } = interactions.begin(createExchange(), 'authorize', parameters);
    ring.rollOver();
    assert.ok(interactions.open(createExchange(setCookies), 'authorize', sealed));
    ring.retireOld();
    assert.equal(interactions.open(createExchange(setCookies), 'authorize', sealed), undefined);
  });

  it('shows nothing of what it holds', () => {
    const { sealed } = setUp().interactions.begin(createExchange(), 'authorize', parameters);
    assert.equal(Buffer.from(sealed, 'base64url').includes('openid'), false);
  });
});
