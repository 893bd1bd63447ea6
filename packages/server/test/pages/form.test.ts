import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Field, renderField, renderHidden, renderNotice, renderProblems } from '../../src/pages/form.ts';
import { renderHtml } from '../../src/pages/html.ts';

const field: Field = { name: 'username', label: 'User name', type: 'text', autocomplete: 'username', hint: 'Short.' };

describe('renderField', () => {
  it('ties label, hint and problem to the input', () => {
    const text = renderHtml(renderField(field, [{ field: 'username', message: 'Enter one.' }]));
    assert.match(text, /<label for="username">/);
    assert.match(text, /aria-describedby="username-problem username-hint" aria-invalid="true"/);
    assert.match(text, /id="username-problem">Enter one\./);
    assert.match(text, /id="username-hint">Short\./);
  });

  it('describes nothing where there is nothing to say', () => {
    const text = renderHtml(renderField({ ...field, hint: undefined }, []));
    assert.doesNotMatch(text, /aria-/);
  });

  it('lets a keyboard capitalise the name of a person, and nothing that must be typed exactly', () => {
    assert.match(renderHtml(renderField({ ...field, autocomplete: 'name' }, [])), / autocapitalize="words" /);
    assert.match(renderHtml(renderField(field, [])), / autocapitalize="none" /);
    assert.doesNotMatch(renderHtml(renderField({ ...field, type: 'password' }, [])), /autocapitalize/);
  });

  it('puts the reader down in the first field to be mended, wherever it would begin otherwise', () => {
    const other = { field: 'password', message: 'Enter one.' };
    const own = { field: 'username', message: 'Enter one.' };
    const isFocused = (autofocus: boolean, problems: readonly { field?: string; message: string }[]): boolean =>
      renderHtml(renderField({ ...field, autofocus }, problems)).includes(' autofocus');
    assert.equal(isFocused(true, []), true);
    assert.equal(isFocused(false, []), false);
    assert.equal(isFocused(true, [other]), false);
    assert.equal(isFocused(false, [own, other]), true);
    assert.equal(isFocused(true, [{ message: 'Wait.' }]), true);
  });

  it('ties a problem of the whole form to where the reader is put down, and nowhere else', () => {
    const problems = [{ message: 'Wait.' }];
    assert.match(
      renderHtml(renderField({ ...field, autofocus: true }, problems)),
      /aria-describedby="problems username-hint"/,
    );
    assert.match(renderHtml(renderField(field, problems)), /aria-describedby="username-hint"/);
    assert.match(renderHtml(renderProblems(problems)!), /id="problems"/);
  });

  it('escapes the value', () => {
    const text = renderHtml(renderField({ ...field, value: '"><script>' }, []));
    assert.match(text, /value="&quot;&gt;&lt;script&gt;"/);
  });

  it('never shows a password again, even when it is given one', () => {
    const text = renderHtml(renderField({ ...field, type: 'password', value: 'correct horse' }, []));
    assert.doesNotMatch(text, /correct horse|value=/);
  });
});

describe('renderProblems', () => {
  it('links each problem to its field', () => {
    const text = renderHtml(renderProblems([{ field: 'username', message: 'Enter one.' }, { message: 'Wait.' }])!);
    assert.match(text, /role="alert"/);
    assert.match(text, /<a href="#username">Enter one\.<\/a>/);
    assert.match(text, /<li>Wait\.<\/li>/);
  });

  it('is nothing without problems', () => assert.equal(renderProblems([]), undefined));
});

describe('renderNotice', () => {
  it('is said aloud without being an error, and is nothing without words', () => {
    assert.equal(renderHtml(renderNotice('Done.')!), '<p class="notice" role="status">Done.</p>');
    assert.equal(renderNotice(undefined), undefined);
  });
});

describe('renderHidden', () => {
  it('is nothing without a value, and escapes one', () => {
    assert.equal(renderHidden('a', undefined), undefined);
    assert.match(renderHtml(renderHidden('a', '"')!), /value="&quot;"/);
  });
});
