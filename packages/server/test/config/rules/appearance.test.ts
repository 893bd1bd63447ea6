import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goodInput, type LooseInput, listProblems } from '../sample-input.ts';

/** One bad appearance for each rule: where the problem is, and what it says. */
const badExamples: readonly {
  readonly rule: string;
  readonly appearance: LooseInput | string;
  readonly path: string;
  readonly says: RegExp;
  readonly remedy: RegExp;
}[] = [
  { rule: 'a word', appearance: 'dark', path: 'appearance', says: /must be an object/, remedy: /Write \{ name/ },
  {
    rule: 'an unknown setting',
    appearance: { colour: '#000000' },
    path: 'appearance.colour',
    says: /not known/,
    remedy: /known here are name, accent, /,
  },
  { rule: 'an empty name', appearance: { name: '' }, path: 'appearance.name', says: /a name/, remedy: /not empty/ },
  {
    rule: 'a name that fits no telephone',
    appearance: { name: 'x'.repeat(41) },
    path: 'appearance.name',
    says: /longer than 40/,
    remedy: /Shorten/,
  },
  ...['red', '#fff', '#12345', '#1234567', '#12345g', '#123456;}body{display:none', 'rgb(0,0,0)', ' #123456'].map(
    (accent) => ({
      rule: `${accent} for a colour`,
      appearance: { accent },
      path: 'appearance.accent',
      says: /no colour of the form #rrggbb/,
      remedy: /six hexadecimal digits/,
    }),
  ),
  {
    rule: 'a number for a colour',
    appearance: { accentDark: 0xffffff },
    path: 'appearance.accentDark',
    says: /must be a colour/,
    remedy: /#rrggbb/,
  },
  {
    rule: 'an accent that cannot be read on white, with one that can',
    appearance: { accent: '#ffcc00' },
    path: 'appearance.accent',
    says: /contrast of 1\.5:1 on light pages, where links need 4\.5:1/,
    remedy: /^Use #[0-9a-f]{6} or a darker one\.$/,
  },
  {
    rule: 'the grey that just cannot be read',
    appearance: { accent: '#777777' },
    path: 'appearance.accent',
    says: /contrast of 4\.4:1/,
    remedy: /darker/,
  },
  {
    rule: 'a dark accent that cannot be read on dark pages',
    appearance: { accentDark: '#0b6b5d' },
    path: 'appearance.accentDark',
    says: /on dark pages/,
    remedy: /lighter/,
  },
  {
    rule: 'a corner there is not',
    appearance: { corner: 'pointed' },
    path: 'appearance.corner',
    says: /one of round, square/,
    remedy: /Choose/,
  },
  ...[
    'javascript:alert(1)',
    'data:text/html,x',
    'http://example.com/help',
    'mailto:help@example.com',
    '/help',
    'example.com/help',
    'https://exa mple.com',
  ].map((supportUrl) => ({
    rule: `${supportUrl} for an address`,
    appearance: { supportUrl },
    path: 'appearance.supportUrl',
    says: /no https address/,
    remedy: /https:\/\/example\.com\/help/,
  })),
  {
    rule: 'an address with a password in it',
    appearance: { termsUrl: 'https://user:word@example.com/terms' },
    path: 'appearance.termsUrl',
    says: /user name or password/,
    remedy: /before the @/,
  },
];

describe('checkAppearance', () => {
  for (const { rule, appearance, path, says, remedy } of badExamples) {
    it(`refuses ${rule}`, async () => {
      const { problems, message } = await listProblems({ ...goodInput, appearance });
      assert.deepEqual(
        problems.map((problem) => problem.path),
        [path],
        message,
      );
      assert.match(problems[0]?.what ?? '', says);
      assert.match(problems[0]?.remedy ?? '', remedy);
    });
  }

  it('names a colour that it then accepts', async () => {
    for (const [name, colour] of [
      ['accent', '#ffcc00'],
      ['accent', '#ffffff'],
      ['accentDark', '#0b6b5d'],
      ['accentDark', '#000000'],
    ] as const) {
      const { problems } = await listProblems({ ...goodInput, appearance: { [name]: colour } });
      const better = /#[0-9a-f]{6}/.exec(problems[0]?.remedy ?? '')?.[0];
      assert.ok(better !== undefined, `${name} ${colour}`);
      assert.equal((await listProblems({ ...goodInput, appearance: { [name]: better } })).message, '');
    }
  });

  it('accepts what can be read and opened, on this machine by http too', async () => {
    const appearance = {
      name: 'Acme',
      accent: '#5B2BD9',
      accentDark: '#a48bf0',
      corner: 'square',
      supportUrl: 'https://example.com/help?topic=sign-in#top',
      privacyUrl: 'http://localhost:4100/privacy',
      termsUrl: 'http://[::1]/terms',
    };
    assert.equal((await listProblems({ ...goodInput, appearance })).message, '');
  });
});
