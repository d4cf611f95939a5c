// A version that fails is live; the good one before it becomes live again.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, signIn } from '../browser.ts';
import { OWNER, OWNER_SETTINGS } from '../owner.ts';
import { startProduct, type RunningServer } from '../running-server.ts';
import { Interactions } from './interactions.ts';

let server: RunningServer | undefined;
let browser: Browser | undefined;
let page: Page;
let url: string;

beforeAll(async () => {
  server = await startProduct(OWNER_SETTINGS);
  ({ url } = server);
  browser = await openBrowser();
  ({ page } = await openPage(browser));
  await signIn(page, url, OWNER);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const orders = (output: string) => ({
  ...{ millrace: 1, name: 'orders', title: 'Orders', triggers: { api: { type: 'call' } } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Charge card',
    States: { 'Charge card': { Type: 'Pass', Output: output, End: true } },
  },
});

/** A draft is replaced at the revision that it has. */
async function send(path: string, data: object, method: 'post' | 'put' = 'post'): Promise<void> {
  const etag = method === 'put' ? (await page.request.get(`${url}/api/v1${path}`)).headers().etag : undefined;
  const headers = { origin: url, ...(etag === undefined ? {} : { 'if-match': etag }) };
  const answer = await page.request[method](`${url}/api/v1${path}`, { data, headers });
  expect(answer.status()).toBeLessThan(300);
}

test('takes three interactions', async () => {
  await send('/workflows', orders('{% $states.input.amount %}'));
  await send('/workflows/orders/publish', {});
  await send('/workflows/orders/draft', orders('{% $number($states.input.amount) %}'), 'put');
  await send('/workflows/orders/publish', {});
  await page.request.post(`${url}/api/v1/workflows/orders/runs?wait=10`, {
    data: { input: { amount: '12,50' } },
    headers: { origin: url },
  });
  await page.goto(`${url}/w/default/workflows/orders/design`);
  await page.locator('[aria-label^="Step 1, Charge card"]').waitFor();
  const act = new Interactions(page);
  await act.click('button', /^v2 live/);
  await act.click('menuitem', /^Make v1 live/);
  await page.getByRole('dialog').waitFor();
  await act.clickOn(page.getByRole('dialog').getByRole('button', { name: 'Make v1 live' }));
  await page.getByRole('button', { name: /v1 live/ }).waitFor();
  act.expectAtMost(3);
  const draft = (await (await page.request.get(`${url}/api/v1/workflows/orders/draft`)).json()) as {
    document: { machine: { States: Record<string, { Output: string }> } };
  };
  expect(draft.document.machine.States['Charge card']?.Output).toContain('$number');
});

test('takes no mouse', async () => {
  const act = new Interactions(page);
  await act.pressOn(page.getByRole('button', { name: /^v1 live/ }));
  await act.pickFromList(page.getByRole('menuitem', { name: /^Make v2 live/ }));
  await act.pressOn(page.getByRole('dialog').getByRole('button', { name: 'Make v2 live' }));
  await page.getByRole('button', { name: /v2 live/ }).waitFor();
});
