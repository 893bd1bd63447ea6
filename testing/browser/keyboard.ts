import assert from 'node:assert/strict';
import { pollFor } from '@latchkey/testing/poll';
import type { Page } from 'playwright-core';
import type { Person } from './stage.ts';

/** What has the focus, and whether an eye can tell. */
interface Focus {
  readonly name: string;
  readonly isMarked: boolean;
  readonly isInside: boolean;
}

const readFocus = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return { name: '', isMarked: false, isInside: true };
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    name: element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent.trim() ?? element.textContent.trim(),
    isMarked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    isInside: box.width > 0 && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth,
  };
})()`;

/** Fill in the sign-in page. The page chooses where to type first, a moment after it is there: a person waits to see it. */
export async function typeSignIn(page: Page, { username, password }: Person): Promise<void> {
  await pollFor('the focus', async () => (await page.evaluate<Focus>(readFocus)).name === 'User name or e-mail');
  await page.keyboard.type(username);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
}

/**
 * Press Tab until the focus is on the control of that name. At every stop on the way the focus can be seen, and is in the
 * window.
 *
 * @throws AssertionError when a stop cannot be seen, or after 40 stops.
 */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let stops = 0; stops < 40; stops += 1) {
    const focus = await page.evaluate<Focus>(readFocus);
    if (focus.name !== '') {
      assert.ok(focus.isMarked, `nobody can see that '${focus.name}' has the focus`);
      assert.ok(focus.isInside, `'${focus.name}' has the focus outside the window`);
      if (typeof name === 'string' ? focus.name === name : name.test(focus.name)) return;
    }
    passed.push(focus.name);
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never came to '${String(name)}'; it passed ${passed.join(', ')}`);
}
