// What pages look like, against pictures that somebody looked at: the same data, no motion, no times.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, openPage, signIn } from './browser.ts';
import { canCompare, findDifference, machineOf } from './compare-pictures.ts';
import { OWNER, OWNER_SETTINGS } from './owner.ts';
import { startProduct, type RunningServer } from './running-server.ts';

let server: RunningServer | undefined;
let browser: Browser | undefined;
let url: string;
let page: Page;
let isSame: boolean;
let runId: string;

beforeAll(async () => {
  server = await startProduct(OWNER_SETTINGS);
  browser = await openBrowser();
  isSame = canCompare(await machineOf(browser));
  ({ page } = await openPage(browser));
  ({ url } = server);
  execFileSync('sh', ['-c', server.curlLine]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Times and durations are others in every run. */
const WITHOUT_TIMES = '[class*="_foot_"] { visibility: hidden; } * { caret-color: transparent !important; }';

/** Both themes of a part of the page. */
async function differences(name: string, part: Locator): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate('document.fonts.ready.then(() => true)');
    const picture = await part.screenshot({ animations: 'disabled', style: WITHOUT_TIMES });
    const difference = isSame ? await findDifference(page, `${name}-${colorScheme}`, picture) : undefined;
    if (difference !== undefined) found.push(difference);
  }
  return found;
}

const canvas = (): Locator => page.getByRole('application', { name: 'Workflow canvas' });

test('signing in', async () => {
  await page.goto(`${url}/login`);
  await page.getByLabel('Email').waitFor();
  expect(await differences('login', page.locator('main'))).toEqual([]);
  await signIn(page, url, OWNER);
  const { items } = (await (await page.request.get(`${url}/api/v1/runs`)).json()) as { items: { id: string }[] };
  runId = items[0]?.id ?? '';
});

describe('signed in', () => {
  test('what a workflow begins with', async () => {
    await page.goto(`${url}/w/default/workflows/new`);
    await page.getByRole('link', { name: /^Forward a webhook/ }).waitFor();
    // The marks of connectors come with their list.
    await page.getByText('uses Millrace and HTTP').first().waitFor();
    expect(await differences('new-workflow', page.locator('main'))).toEqual([]);
  });

  test('cards of every kind, near and from afar', async () => {
    await page.goto(`${url}/w/default/workflows/new?template=ask-for-approval`);
    await page.locator('[aria-label^="Step 1, Ask"]').waitFor();
    await page.getByText('Waits for answer').first().waitFor();
    expect(await differences('cards', canvas())).toEqual([]);
    for (let times = 0; times < 3; times += 1) await page.getByRole('button', { name: 'Zoom out' }).click();
    await page.mouse.move(0, 0);
    expect(await differences('cards-afar', canvas())).toEqual([]);
  });

  test('states of steps after a run', async () => {
    await page.goto(`${url}/w/default/runs/${runId}?tab=canvas`);
    await page.locator('[aria-label^="Step 1, Look up customer"]').waitFor();
    expect(await differences('run-states', canvas())).toEqual([]);
  });
});
