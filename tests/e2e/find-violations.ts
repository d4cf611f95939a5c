import axe, { type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

/** All rules of the levels that the product promises. */
export const EVERY_CHECK = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
const CHECKS = {
  ...EVERY_CHECK,
  // Takes all text inside a card for its label, so a card could have no description.
  rules: { 'label-content-name-mismatch': { enabled: false } },
};

/** What axe finds on a page that is serious or critical, a line each, in both themes. */
export async function findViolations(page: Page, checks: RunOptions = CHECKS): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async (options) => {
      const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
      return (await loaded.run(options)).violations;
    }, checks);
    for (const { id, impact, nodes } of violations) {
      if (impact === 'serious' || impact === 'critical')
        found.push(...nodes.map(({ html }) => `${colorScheme}: ${id}: ${html.slice(0, 200)}`));
    }
  }
  return found;
}
