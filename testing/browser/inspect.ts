import assert from 'node:assert/strict';
import { assertAccessible } from '@latchkey/testing/axe';
import { showAs, takeScreenshot, views } from '@latchkey/testing/screenshots';
import type { Page } from 'playwright-core';

/**
 * Look at a page in every size and color scheme: a picture of each is kept, axe-core finds nothing, and nothing must be
 * scrolled sideways. The page is left as large and light as it was opened.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  for (const view of views) {
    await showAs(page, view);
    await takeScreenshot(page, name, view);
    const what = `${name} (${view.size}, ${view.scheme})`;
    // Axe-core takes its time, and these two have seen both sizes and both schemes.
    if ((view.size === 'desktop') === (view.scheme === 'light')) await assertAccessible(page, what);
    const overhang = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    assert.equal(overhang, 0, `${what} is wider than its window`);
  }
  await showAs(page, { size: 'desktop', scheme: 'light' });
}
