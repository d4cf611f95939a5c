import axe, { type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

/** All rules of the levels that the product promises. */
export const EVERY_CHECK = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
const CHECKS = {
  ...EVERY_CHECK,
  // Takes all text inside a card for its label, so a card could have no description.
  rules: { 'label-content-name-mismatch': { enabled: false } },
};

/** What another theme can change. */
const OF_COLOUR = { runOnly: { type: 'rule' as const, values: ['color-contrast', 'link-in-text-block'] } };

/** What axe finds on a page that is serious or critical, a line each: everything in light, and what is of colour in dark. */
export async function findViolations(page: Page, checks: RunOptions = CHECKS): Promise<string[]> {
  const found: string[] = [];
  for (const [colorScheme, wanted] of [
    ['light', checks],
    ['dark', OF_COLOUR],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(axe.source);
    const violations = await page.evaluate(
      async (options) => {
        const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
        return (await loaded.run(options)).violations;
        // What is fine is counted only: to say of each element where it stands takes most of the time.
      },
      { ...wanted, resultTypes: ['violations' as const], preload: false },
    );
    for (const { id, impact, nodes } of violations) {
      if (impact === 'serious' || impact === 'critical')
        found.push(...nodes.map(({ html }) => `${colorScheme}: ${id}: ${html.slice(0, 200)}`));
    }
  }
  return found;
}
