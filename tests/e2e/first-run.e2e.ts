// What a new user does in the first five minutes.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { makeDataFolder, startProductOn, type RunningServer } from './running-server.ts';

let folder: string | undefined;
let server: RunningServer | undefined;
let browser: Browser | undefined;
let url: string;
let setupUrl: string;
let curlLine: string;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  // As on a user's machine: there is nothing at all.
  folder = makeDataFolder();
  server = await startProductOn(join(folder, 'data'));
  browser = await openBrowser();
  ({ page, complaints } = await openPage(browser));
  ({ url, setupUrl, curlLine } = server);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

describe('the first five minutes', () => {
  test('the printed curl line is answered by the example workflow', () => {
    const answer = execFileSync('sh', ['-c', curlLine], { encoding: 'utf8' });
    expect(JSON.parse(answer)).toMatchObject({ status: 'confirmed', orderId: 'A-1042' });
  });

  test('the set-up link creates the owner', async () => {
    await page.goto(setupUrl);
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('Password', { exact: true }).fill('a long and quiet sentence');
    await takePictures(page, 'setup');
    await page.getByRole('button', { name: 'Create owner account' }).click();
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    await takePictures(page, 'home');
  });

  test('the example workflow is drawn', async () => {
    await page.getByRole('link', { name: 'Workflows', exact: true }).click();
    await takePictures(page, 'workflows');
    await page.getByRole('link', { name: 'Order intake' }).first().click();
    await page.locator('[aria-label^="Step 1, Look up customer"]').waitFor();
    await takePictures(page, 'designer');
    await page.locator('[aria-label^="Step 1, Look up customer"]').click();
    await page.getByLabel('URL', { exact: true }).first().waitFor();
    await takePictures(page, 'designer-step');
  });

  test('its run shows each step with input, output and duration', async () => {
    await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
    await page
      .getByRole('link', { name: /order-intake|Succeeded|01/ })
      .first()
      .waitFor();
    await takePictures(page, 'runs');
    const { items } = (await (await page.request.get(`${url}/api/v1/runs`)).json()) as {
      items: { id: string }[];
    };
    await page.goto(`${url}/w/default/runs/${items[0]?.id ?? ''}`);
    await page.getByText('Look up customer').first().click();
    await page.getByRole('tab', { name: 'Output' }).click();
    await page.getByText('gold').first().waitFor();
    await expectSoon(() => page.getByText(/\d+ ms/).count()).toBeGreaterThan(3);
    await takePictures(page, 'run');
    await page.getByRole('tab', { name: 'Canvas' }).click();
    await page.locator('[aria-label^="Step 1, Look up customer"]').waitFor();
    await takePictures(page, 'run-canvas');
  });

  test('a new workflow is clicked together, published and called, and its run appears live', async () => {
    await page.getByRole('link', { name: 'Workflows', exact: true }).click();
    await page.getByRole('link', { name: 'New workflow' }).first().click();
    await page.getByRole('heading', { name: 'What starts it?' }).waitFor();
    await takePictures(page, 'new-workflow');
    await page.getByRole('button', { name: /^Webhook/ }).click();
    await page.getByText('The result', { exact: true }).click();
    await page.getByRole('button', { name: 'Add step after Webhook' }).click();
    await page.getByRole('searchbox', { name: 'Search steps' }).fill('http');
    await takePictures(page, 'quick-add');
    await page.keyboard.press('Enter');
    await page.getByLabel('URL', { exact: true }).first().fill(`${url}/demo/echo`);
    await page.getByRole('button', { name: 'Add step after HTTP request' }).click();
    await page.getByRole('searchbox', { name: 'Search steps' }).fill('respond');
    await page.keyboard.press('Enter');
    await page.locator('[aria-label^="Step 2, Respond"]').waitFor();
    await takePictures(page, 'designer-new');
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('v1 is live').waitFor();
    await takePictures(page, 'published');

    const hook = (await page.locator('code', { hasText: '/hooks/default/' }).first().textContent()) ?? '';
    await page.getByRole('tab', { name: 'Runs' }).click();
    await page
      .getByRole('heading', { name: 'No runs', exact: false })
      .or(page.getByText(/no runs/i))
      .first()
      .waitFor();
    const response = await fetch(hook, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"hello":"millrace"}',
    });
    expect(response.status).toBe(200);
    expect(JSON.stringify(await response.json())).toContain('GET');
    await page
      .getByText(/Succeeded|1 new run/)
      .first()
      .waitFor();
    await takePictures(page, 'runs-live');
  });

  test('connectors and settings open, and the browser has nothing to complain about', async () => {
    await page.getByRole('link', { name: 'Connectors' }).first().click();
    await page.getByText('HTTP', { exact: true }).first().waitFor();
    await takePictures(page, 'connectors');
    await page.goto(`${url}/w/default/settings`);
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await takePictures(page, 'settings');
    expect(complaints).toEqual([]);
  });
});
