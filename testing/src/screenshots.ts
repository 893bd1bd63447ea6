import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type ColorScheme, type WindowSize, windowSizes } from './chromium.ts';
import { runDirectory } from './run.ts';
import { repository } from './running-process.ts';

/** One way to look at a page. */
export interface View {
  readonly size: WindowSize;
  readonly scheme: ColorScheme;
}

/** Every way. */
export const views: readonly View[] = [
  { size: 'desktop', scheme: 'light' },
  { size: 'desktop', scheme: 'dark' },
  { size: 'phone', scheme: 'light' },
  { size: 'phone', scheme: 'dark' },
];

/** Give the page another size and color scheme, without loading it again. */
export async function showAs(page: Page, { size, scheme }: View): Promise<void> {
  await page.setViewportSize(windowSizes[size]);
  await page.emulateMedia({ colorScheme: scheme });
}

/**
 * Keep a picture of the whole page as it is now, in the folder `screenshots` of the run (outside a run: of
 * `.latchkey-test`), as `<name>-<size>-<scheme>.png`.
 *
 * @param name - of the page and its state, in kebab-case.
 * @returns its path.
 */
export async function takeScreenshot(page: Page, name: string, { size, scheme }: View): Promise<string> {
  const folder = join(runDirectory() ?? join(repository, '.latchkey-test'), 'screenshots');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}-${size}-${scheme}.png`);
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
  return path;
}
