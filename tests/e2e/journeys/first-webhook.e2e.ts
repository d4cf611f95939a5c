// From nothing to a live webhook that transforms and sends on: with the mouse, and without one.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, signIn, takePictures } from '../browser.ts';
import { OWNER, OWNER_SETTINGS } from '../owner.ts';
import { startProduct, type RunningServer } from '../running-server.ts';
import { startEcho, type EchoService } from './echo-service.ts';
import { Interactions } from './interactions.ts';

let server: RunningServer | undefined;
let browser: Browser | undefined;
let echo: EchoService;
let page: Page;
let complaints: string[];
let url: string;

beforeAll(async () => {
  echo = await startEcho();
  server = await startProduct({
    ...OWNER_SETTINGS,
    MILLRACE_OUTBOUND_ALLOW: '127.0.0.1/32',
  });
  ({ url } = server);
  browser = await openBrowser();
  ({ page, complaints } = await openPage(browser));
  await signIn(page, url, OWNER);
});
beforeEach(async () => {
  await page.goto(`${url}/w/default`);
  await heading('Home').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await echo.stop();
});

const heading = (name: string) => page.getByRole('heading', { name });
const labelled = (start: string) => page.locator(`[aria-label^="${start}"]`).first();

/** Calls the live address that the page shows, and waits until the service has heard of it. */
async function callAndHear(order: object): Promise<void> {
  const hook = (await page.locator('code', { hasText: '/hooks/default/' }).first().textContent()) ?? '';
  const heard = echo.next();
  const response = await fetch(hook, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  expect(response.status).toBe(202);
  expect(await heard).toEqual(order);
}

/** Walks down the tree of data, as far as the eye would. */
async function walkTo(act: Interactions, name: string): Promise<void> {
  const tree = page.getByRole('tree', { name: 'Data' });
  for (let steps = 0; steps < 12; steps += 1) {
    const id = (await tree.getAttribute('aria-activedescendant')) ?? '';
    if (((await page.locator(`[id="${id}"]`).textContent()) ?? '').startsWith(name)) return;
    await act.press('ArrowDown');
  }
  throw new Error(`The tree has no ${name} within twelve steps.`);
}

describe('nothing, then a live webhook', () => {
  test('with the mouse, in 14 interactions', async () => {
    const act = new Interactions(page);
    await act.click('link', 'New workflow');
    await heading('What starts it?').waitFor();
    await act.click('button', /^Webhook/);
    await page.getByText('Waiting for a request').waitFor();
    await page.locator('button:focus', { hasText: 'Send sample' }).waitFor();
    await act.click('button', 'Send sample');
    await page.getByText('Request captured').waitFor();
    await act.click('button', 'Add step after Webhook');
    await page.getByRole('searchbox', { name: 'Search steps' }).waitFor();
    await act.type('transform');
    await act.press('Enter');
    await labelled('Step 1, Transform').waitFor();
    await act.click('treeitem', /^orderId/);
    await page.getByText('Webhook › body › orderId').waitFor();
    await act.click('treeitem', /^amount/);
    await page.getByText('Webhook › body › amount').waitFor();
    await takePictures(page, 'journey-mapped');
    await act.click('button', 'Add step after Transform');
    await page.getByRole('searchbox', { name: 'Search steps' }).waitFor();
    await act.type('http');
    await act.press('Enter');
    await labelled('Step 2, HTTP request').waitFor();
    await act.type(`${echo.url}/orders`);
    await act.click('radio', 'POST');
    await page.getByText('Previous output', { exact: true }).first().waitFor();
    await act.press('Control+Enter');
    await page.getByRole('region', { name: /^Run/ }).getByText('Succeeded').first().waitFor();
    await takePictures(page, 'journey-tested');
    await act.click('button', 'Publish');
    await page.getByText('v1 is live').waitFor();
    await callAndHear({ orderId: 'A-9', amount: 5 });
    await act.click('tab', 'Runs');
    await page.getByRole('row').getByText('Succeeded').first().waitFor();
    act.expectAtMost(14);
  });

  test('without a mouse, in 40 key presses', async () => {
    const act = new Interactions(page);
    await act.press('Control+k');
    await page.locator('input:focus').waitFor();
    await act.type('new workflow');
    await page.getByText('New workflow').last().waitFor();
    await act.press('Enter');
    await heading('What starts it?').waitFor();
    await page.locator('button:focus', { hasText: 'Webhook' }).waitFor();
    await act.press('Enter');
    await page.locator('button:focus', { hasText: 'Send sample' }).waitFor();
    await act.press('Enter');
    await page.getByText('Request captured').waitFor();
    await act.press('Escape');
    await act.press('n');
    await page.getByRole('searchbox', { name: 'Search steps' }).waitFor();
    await act.type('transform');
    await act.press('Enter');
    await labelled('Step 1, Transform').waitFor();
    await act.press('Alt+ArrowDown');
    for (const name of ['orderId', 'amount']) {
      await walkTo(act, name);
      await act.press('Enter');
      await page.getByText(`Webhook › body › ${name}`).waitFor();
    }
    await act.press('Escape');
    await act.press('Escape');
    await act.press('n');
    await page.getByRole('searchbox', { name: 'Search steps' }).waitFor();
    await act.type('http');
    await act.press('Enter');
    await labelled('Step 2, HTTP request').waitFor();
    await act.type(`${echo.url}/orders`);
    for (let tabs = 0; tabs < 12 && !(await page.locator('input[type=radio][value=GET]:focus').count()); tabs += 1)
      await act.tab();
    await act.press('ArrowRight');
    await page.getByText('Previous output', { exact: true }).first().waitFor();
    await act.press('Control+Enter');
    await page.getByRole('region', { name: /^Run/ }).getByText('Succeeded').first().waitFor();
    await act.press('Control+Shift+Enter');
    await page.getByText('v1 is live').waitFor();
    await callAndHear({ orderId: 'B-1', amount: 7 });
    act.expectAtMost(40);
    expect(complaints).toEqual([]);
  });
});
