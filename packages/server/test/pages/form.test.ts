import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Field, renderField, renderHidden, renderProblems } from '../../src/pages/form.ts';
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

describe('renderHidden', () => {
  it('is nothing without a value, and escapes one', () => {
    assert.equal(renderHidden('a', undefined), undefined);
    assert.match(renderHtml(renderHidden('a', '"')!), /value="&quot;"/);
  });
});
