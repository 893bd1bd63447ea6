import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { type HtmlToken, tokenizeHtml } from '@latchkey/testing/html';
import { renderEveryPage, sampleTheme } from './sample-pages.ts';

type StartTag = Extract<HtmlToken, { kind: 'start' }>;

const heaviestBytes = 10_000;

/** What every page keeps to, whichever it is. The reading with a real browser is in the browser suite. */
for (const [name, response] of Object.entries(renderEveryPage())) {
  describe(`the page ${name}`, () => {
    const text = String(response.body);
    const tokens = [...tokenizeHtml(text)];
    const tags = tokens.filter((token): token is StartTag => token.kind === 'start');
    const named = (...names: readonly string[]): readonly StartTag[] => tags.filter((tag) => names.includes(tag.name));
    const attribute = (tag: StartTag | undefined, key: string): string => tag?.attributes.get(key) ?? '';
    const ids = tags.map((tag) => attribute(tag, 'id')).filter((id) => id !== '');
    const inputs = named('input').filter((tag) => attribute(tag, 'type') !== 'hidden' && !tag.attributes.has('hidden'));

    /** The text of an element, up to its end tag. */
    function textOf(tag: StartTag | undefined): string {
      assert.ok(tag);
      let content = '';
      for (const token of tokens.slice(tokens.indexOf(tag) + 1)) {
        if (token.kind === 'end' && token.name === tag.name) break;
        if (token.kind === 'text') content += token.text;
      }
      return content.trim();
    }

    it(`weighs less than ${heaviestBytes} bytes, style sheet included`, () => {
      const bytes = Buffer.byteLength(text);
      assert.ok(bytes < heaviestBytes, `${bytes} bytes`);
    });

    it('says its language and its title, with the name of whose page it is', () => {
      assert.equal(attribute(named('html')[0], 'lang'), 'en');
      const heading = textOf(named('h1')[0]);
      const begin = name.endsWith('refused') ? 'Error: ' : '';
      assert.equal(textOf(named('title')[0]), `${begin}${heading} · ${sampleTheme.name}`);
    });

    it('has one main landmark, with everything in it but the links of the operator', () => {
      assert.equal(named('main').length, 1);
      assert.equal(attribute(named('nav')[0], 'aria-label'), 'Help');
      const body = tokens.slice(tokens.findIndex((token) => token.kind === 'start' && token.name === 'body'));
      let depth = 0;
      for (const token of body) {
        if (token.kind !== 'text' && ['main', 'footer'].includes(token.name)) depth += token.kind === 'start' ? 1 : -1;
        else if (token.kind === 'text' && depth === 0) assert.equal(token.text.trim(), '');
      }
    });

    it('has headings in order, without a gap', () => {
      const levels = named('h1', 'h2', 'h3', 'h4').map((tag) => Number(tag.name.slice(1)));
      assert.equal(levels[0], 1);
      assert.equal(levels.filter((level) => level === 1).length, 1);
      for (const [at, level] of levels.entries()) assert.ok(level - (levels[at - 1] ?? 1) <= 1, levels.join(' '));
    });

    it('labels every field, and ties it to what is said of it', () => {
      const labelled = named('label').map((tag) => attribute(tag, 'for'));
      for (const input of inputs) {
        if (attribute(input, 'type') !== 'checkbox') {
          assert.ok(labelled.includes(attribute(input, 'id')), attribute(input, 'name'));
          assert.notEqual(attribute(input, 'autocomplete'), '', attribute(input, 'name'));
        }
        const described = attribute(input, 'aria-describedby')
          .split(' ')
          .filter((id) => id !== '');
        for (const id of described) assert.ok(ids.includes(id), `${id} does not exist`);
        const isInvalid = input.attributes.has('aria-invalid');
        assert.equal(isInvalid, described.includes(`${attribute(input, 'id')}-problem`));
      }
      assert.equal(new Set(ids).size, ids.length, 'no id twice');
    });

    it('puts the reader down in one field at most, the first to be mended if there is any', () => {
      const focused = inputs.filter((tag) => tag.attributes.has('autofocus'));
      assert.ok(focused.length <= 1);
      const invalid = inputs.find((tag) => tag.attributes.has('aria-invalid'));
      if (invalid !== undefined) assert.equal(focused[0], invalid);
      else if (name.endsWith('refused')) assert.match(attribute(focused[0], 'aria-describedby'), /^problems\b/);
    });

    it('links each mistake to its field', () => {
      const targets = named('a')
        .map((tag) => attribute(tag, 'href'))
        .filter((href) => href.startsWith('#'));
      for (const href of targets) assert.ok(ids.includes(href.slice(1)), href);
      const invalid = inputs.filter((tag) => tag.attributes.has('aria-invalid'));
      assert.deepEqual(
        targets,
        invalid.map((tag) => `#${attribute(tag, 'id')}`),
      );
    });

    it('names every button and link in words, and hides pictures from screen readers', () => {
      for (const tag of named('button', 'a', 'summary')) assert.notEqual(textOf(tag), '');
      for (const tag of named('svg')) assert.equal(attribute(tag, 'aria-hidden'), 'true');
    });

    it('sends forms by POST, to here', () => {
      for (const form of named('form')) {
        assert.equal(attribute(form, 'method'), 'post');
        assert.match(attribute(form, 'action'), /^\/[a-z]/);
      }
    });

    it('needs nothing from elsewhere and runs nothing, and its policy says so', () => {
      assert.doesNotMatch(text, /<script|<img|<link|<iframe|<object|\sstyle=|\son\w+=|url\(|@import|javascript:/i);
      const [, style = ''] = /<style>(.*?)<\/style>/s.exec(text) ?? [];
      const hash = createHash('sha256').update(style).digest('base64');
      const policy = response.headers['content-security-policy'] ?? '';
      assert.ok(policy.startsWith(`default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'`), policy);
      assert.equal(response.headers['cache-control'], 'no-store');
    });
  });
}
