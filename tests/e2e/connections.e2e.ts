// Connections: made, seen, tested, filled in again and removed; what they hold never comes back.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, signIn, takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { OWNER, OWNER_SETTINGS } from './owner.ts';
import { startProduct, type RunningServer } from './running-server.ts';

const SECRET = 'never-shown-again';

let server: RunningServer | undefined;
let browser: Browser | undefined;
let url: string;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  server = await startProduct(OWNER_SETTINGS);
  browser = await openBrowser();
  ({ page, complaints } = await openPage(browser));
  ({ url } = server);
  await signIn(page, url, OWNER);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

describe('connections', () => {
  test('none yet: the page leads to the first one', async () => {
    await page.goto(`${url}/w/default`);
    await page.getByRole('link', { name: 'Connections', exact: true }).click();
    await page.getByText('No connections yet').waitFor();
    await page.getByRole('button', { name: 'New connection' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /^HTTP/ }).click();
    await page.getByLabel('Token').fill(SECRET);
    await page.getByLabel('Hosts').fill('api.example.com');
    await inDialog('Connect').click();
    // Until it has closed, its fields still hold what was typed.
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'http', exact: true }).waitFor();
    await takePictures(page, 'connection');
    expect(await page.content()).not.toContain(SECRET);
  });

  test('a test says how it went', async () => {
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('It works', { exact: true }).waitFor();
  });

  test('what it holds is given again, never shown', async () => {
    await page.getByRole('button', { name: 'Replace secrets' }).click();
    const token = page.getByRole('dialog').getByLabel('Token');
    await expectSoon(() => token.inputValue()).toBe('');
    await inDialog('Replace').click();
    await page.getByText('Token is missing.').waitFor();
    await token.fill(`${SECRET}-2`);
    await page.getByRole('dialog').getByLabel('Hosts').fill('api.example.com, files.example.com');
    await inDialog('Replace').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('files.example.com').waitFor();
  });

  test('the list is narrowed by the address', async () => {
    await page.goto(`${url}/w/default/connections?text=files.example`);
    await page.getByRole('link', { name: 'http', exact: true }).waitFor();
    await page.goto(`${url}/w/default/connections?health=attention`);
    await page.getByText('No connection fits all of these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('link', { name: 'http', exact: true }).waitFor();
    await takePictures(page, 'connections');
  });

  test('one that a workflow names is removed only after its name is typed', async () => {
    const machine = {
      ...{ QueryLanguage: 'JSONata', StartAt: 'Call' },
      States: {
        Call: {
          ...{ Type: 'Task', Resource: 'connector:http/request', End: true },
          ...{ Arguments: { url: 'https://api.example.com' }, Credentials: { Connection: 'http' } },
        },
      },
    };
    const workflow = { millrace: 1, name: 'calls', title: 'Calls', triggers: { call: { type: 'call' } }, machine };
    const made = await page.request.post(`${url}/api/v1/workflows`, { data: workflow, headers: { origin: url } });
    expect(made.status()).toBe(201);
    await page.getByRole('link', { name: 'http', exact: true }).click();
    await page.getByRole('link', { name: 'calls' }).waitFor();
    await page.getByRole('button', { name: 'More for this connection' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await expectSoon(() => inDialog('Remove connection').isDisabled()).toBe(true);
    await page.getByLabel('Type http to go on').fill('http');
    await inDialog('Remove connection').click();
    await page.getByText('No connections yet').waitFor();
  });

  test('the browser has nothing to complain about', () => expect(complaints).toEqual([]));
});
