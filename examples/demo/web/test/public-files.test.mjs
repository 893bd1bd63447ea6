import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';

const folder = new URL('../public/', import.meta.url);
const names = await readdir(folder);
/** @param {string} name */
const read = (name) => readFile(new URL(name, folder), 'utf8');

/** Ways to have text read as HTML or as program, which would let an order's name act for its reader. */
const readsTextAsMarkup =
  /\b(?:innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|parseFromString|createContextualFragment|srcdoc|eval)\b|\bdocument\.write|\bnew Function\b|\bjavascript:/;

describe('the files of the page', () => {
  it('B1 puts text into the page as text, in every script', async () => {
    const scripts = names.filter((name) => name.endsWith('.js'));
    assert.ok(scripts.length > 10);
    for (const name of scripts) assert.doesNotMatch(await read(name), readsTextAsMarkup, name);
  });

  it('B1 keeps nothing in the browser’s storage and sends nothing to another origin', async () => {
    for (const name of names.filter((name) => name.endsWith('.js'))) {
      assert.doesNotMatch(await read(name), /\.setItem\(|indexedDB|https?:\/\/(?!www\.w3\.org\/2000\/svg)/, name);
    }
  });

  it('has no inline script, style or handler, which its policy would block', async () => {
    const page = await read('index.html');
    assert.doesNotMatch(page, /<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/i);
    for (const [, address] of page.matchAll(/\b(?:src|href)="([^"]*)"/g)) assert.match(address ?? '', /^[#/]/);
  });

  it('has every file that it names, and names every one it has', async () => {
    const page = await read('index.html');
    const named = [...page.matchAll(/(?:src|href)="\/([^"/?]+\.[a-z]+)"/g)].map(([, name]) => name);
    for (const name of names.filter((name) => name.endsWith('.js'))) {
      for (const [, imported] of (await read(name)).matchAll(/from '\.\/([^']+)'/g)) named.push(imported);
    }
    assert.deepEqual([...new Set(named), 'index.html'].toSorted(), names.toSorted());
  });

  it('has every element that a script looks for', async () => {
    const page = await read('index.html');
    for (const name of names.filter((name) => name.endsWith('.js'))) {
      for (const [, id] of (await read(name)).matchAll(/\bfind\('([^']+)'/g)) {
        assert.ok(page.includes(`id="${id}"`), `${name} looks for #${id}`);
      }
    }
  });
});
