import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** The rules of WCAG 2.2, levels A and AA, and what axe calls good practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Run axe-core on the page as it is now. The debugger puts it there, past the page's content security policy, so that
 * the policy itself need not be lifted. It needs a profile that runs script.
 *
 * @throws AssertionError that names each broken rule and where it is broken.
 */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(axe.source);
  const options = { runOnly: tags, resultTypes: ['violations'], preload: false };
  const { violations, passes } = await page.evaluate<axe.AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  assert.ok(passes.length > 0, `axe-core judged nothing of ${what}`);
  const found = violations.map(({ id, help, nodes }) => {
    const places = nodes.map((node) => `    ${node.target.join(' ')}: ${node.failureSummary ?? ''}`);
    return `  ${id}: ${help}\n${places.join('\n')}`;
  });
  assert.ok(found.length === 0, `${what} breaks rules of accessibility:\n${found.join('\n')}`);
}
