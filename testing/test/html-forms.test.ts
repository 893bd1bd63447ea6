import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collectEntries, type HtmlForm, readForms, readLinks } from '../src/html-forms.ts';

const base = new URL('https://id.example.com/sign-in?interaction=x');

function readForm(html: string): HtmlForm {
  const forms = readForms(html, base);
  assert.equal(forms.length, 1);
  assert.ok(forms[0]);
  return forms[0];
}

describe('the form reader', () => {
  it('reads action, method and controls, and resolves against the page', () => {
    const form = readForm(`<!doctype html><!-- <form action=/no> --><form method="post" action='/consent?a=1&amp;b=2'>
      <input type=hidden name=sealed value="a&quot;b&#x26;c&#39;">
      <label>Name <INPUT name="user" value=ada></label>
      <textarea name="note">
 one &lt; two</textarea>
      <button name=decision value=allow>Allow</button><button name=decision value=deny>Deny</button></form>`);
    assert.equal(form.action.href, 'https://id.example.com/consent?a=1&b=2');
    assert.equal(form.method, 'POST');
    assert.deepEqual(
      form.controls.map(({ kind, type, name, value, label }) => [kind, type, name, value, label]),
      [
        ['input', 'hidden', 'sealed', `a"b&c'`, `a"b&c'`],
        ['input', 'text', 'user', 'ada', 'ada'],
        ['textarea', '', 'note', ' one < two', ''],
        ['button', 'submit', 'decision', 'allow', 'Allow'],
        ['button', 'submit', 'decision', 'deny', 'Deny'],
      ],
    );
  });

  it('takes the page itself for a missing action and GET for a missing method', () => {
    const form = readForm('<form><input name=a></form>');
    assert.equal(form.action.href, base.href);
    assert.equal(form.method, 'GET');
  });

  it('sees no tag in scripts, styles, comments and attribute values', () => {
    const html = `<script>'<form action=/a>'</script><style><form></style><p title="<form>"><!--<form>-->`;
    assert.deepEqual(readForms(html, base), []);
  });

  it('counts controls that name their form from outside it', () => {
    const form = readForm('<form id=f></form><input form=f name=a value=1><input name=lost value=2>');
    assert.deepEqual(collectEntries(form, {}, undefined), [['a', '1']]);
  });

  it('sends what a browser would: ticked boxes, enabled controls, the pressed button alone', () => {
    const form = readForm(`<form>
      <input type=checkbox name=remember><input type=checkbox name=terms value=yes checked>
      <input type=radio name=size value=s><input type=radio name=size value=m checked>
      <input name=off value=1 disabled><select name=lang><option>en<option value=de selected>Deutsch</select>
      <input value=nameless><button name=go value=1>Go</button><button type=button name=no value=1>No</button></form>`);
    const go = form.controls.find((control) => control.name === 'go');
    assert.deepEqual(collectEntries(form, { remember: true }, go), [
      ['remember', 'on'],
      ['terms', 'yes'],
      ['size', 'm'],
      ['lang', 'de'],
      ['go', '1'],
    ]);
    assert.deepEqual(collectEntries(form, { terms: false, size: 's', lang: undefined }, undefined), [['size', 's']]);
  });

  it('refuses a field that the form does not have', () => {
    const form = readForm('<form><input name=user></form>');
    assert.throws(() => collectEntries(form, { usr: 'x' }, undefined), /no field 'usr'; it has user/);
  });

  it('reads links', () => {
    const links = readLinks('<a href="/sign-up?x=1&amp;y=2">Create <b>one</b></a><a>none</a>', base);
    assert.deepEqual(
      links.map(({ url, text }) => [url.href, text]),
      [['https://id.example.com/sign-up?x=1&y=2', 'Create one']],
    );
  });
});
