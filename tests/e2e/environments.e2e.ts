// A second environment is made, a version is promoted to it with a connection of its own there, and each shows only what is its own.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { takePictures } from './browser.ts';
import { Designer } from './designer.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import type { Api } from './owner.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';

let session: OwnerSession | undefined;
let page: Page;
let complaints: string[];
let url: string;
let api: Api;

beforeAll(async () => {
  session = await startOwnerSession();
  ({ api, complaints, page, url } = session);
  await api('POST', '/connections', { body: connection('crm-test') });
  await api('POST', '/workflows', { body: orders });
  await api('POST', '/workflows/orders/publish', { body: { note: 'Reads the customers' } });
}, 120_000);
afterAll(() => session?.end());

const connection = (name: string): object => ({
  ...{ name, kind: 'connector', connector: 'http', authKind: 'bearer' },
  ...{ fields: { token: 'a secret' }, allowedHosts: ['crm.example.com'] },
});
const orders = {
  ...{ millrace: 1, name: 'orders', title: 'Orders', triggers: { call: { type: 'call' } } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Read',
    States: {
      Read: {
        ...{ Type: 'Task', Resource: 'connector:http/request', Credentials: { Connection: 'crm-test' } },
        ...{ Arguments: { method: 'GET', url: 'https://crm.example.com' }, End: true },
      },
    },
  },
};

const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
const place = (name: string, stage: string): Locator => button(`Environment: ${name}, ${stage}`);
const row = (name: string): Locator => page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
/** As the page itself asks, with its session. */
const ask = (method: string, path: string, body: object): Promise<number> =>
  page.evaluate(
    async ([how, where, json]) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`/api/v1${where}`, { method: how, headers, body: json })).status;
    },
    [method, path, JSON.stringify(body)] as const,
  );

test('with one environment there is its name, and nothing to switch', async () => {
  await page.goto(`${url}/w/default/settings`);
  await page.getByRole('table', { name: 'Environments' }).waitFor();
  await expectSoon(() => page.getByRole('banner').getByText('Default').isVisible()).toBe(true);
  await expectSoon(() => page.getByRole('button', { name: /^Environment:/ }).count()).toBe(0);
});

test('another one is made in the settings', async () => {
  await button('New environment').click();
  const dialog = page.getByRole('dialog', { name: 'New environment' });
  await dialog.getByLabel('Name', { exact: true }).fill('Live shop');
  await expectSoon(() => dialog.getByLabel('Address').inputValue()).toBe('live-shop');
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'environment-new');
  await page.keyboard.press('Enter');
  await row('Live shop').getByText('Production').waitFor();
  await place('Default', 'Development').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'environment-settings');
});

test('its name and stage are changed', async () => {
  await button('Edit Default').click();
  await page.getByRole('dialog', { name: 'Edit Default' }).getByLabel('Name', { exact: true }).fill('Workshop');
  await button('Save').click();
  await place('Workshop', 'Development').waitFor();
});

test('the menu leads there by keys, and what one sees is what is there', async () => {
  await place('Workshop', 'Development').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Workshop' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'environment-menu');
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await place('Live shop', 'Production').waitFor();
  await page.waitForURL(`${url}/w/live-shop`);
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  await page.getByText('No workflows yet', { exact: true }).waitFor();
  await expectSoon(() => page.getByText('Orders', { exact: true }).count()).toBe(0);
  expect(await ask('POST', '/connections', connection('crm'))).toBe(201);
  await takePictures(page, 'environment-production');
});

test('a page of the other one asks before it goes there', async () => {
  await page.goto(`${url}/w/default/workflows/orders/versions`);
  await page.getByRole('heading', { name: 'This page is in Workshop' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'environment-elsewhere');
  await button('Switch to Workshop').click();
  await page.getByRole('table', { name: 'Versions' }).waitFor();
  await place('Workshop', 'Development').waitFor();
});

test('a version is promoted with a connection of its own there', async () => {
  await button('More for v1').click();
  await page.getByRole('menuitem', { name: 'Promote v1…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Promote v1' });
  const picker = dialog.getByRole('combobox', { name: 'Instead of “crm-test”' });
  await dialog.getByText('Choose one to publish there.').waitFor();
  await expectSoon(() => dialog.getByLabel('Publish it in Live shop').isDisabled()).toBe(true);
  await takePictures(page, 'promote-lacking');
  await picker.click();
  await page.getByRole('option', { name: 'crm' }).click();
  await dialog.getByRole('button', { name: 'Publish in Live shop' }).waitFor();
  await dialog.getByText('Nothing of this workflow is live there.').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'promote');
  await dialog.getByLabel('Note').fill('First for customers');
  await page.keyboard.press('Enter');
  await page.getByText('v1 is live in Live shop as v1.').waitFor();
  await button('Open it in Live shop').click();
  await page.waitForURL(`${url}/w/live-shop/workflows/orders/versions`);
  await place('Live shop', 'Production').waitFor();
  await row('v1').getByText('from Workshop v1').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'promoted');
});

test('a tab that was left behind is told, and writes nothing', async () => {
  const inWorkshop = await api('GET', '/workflows/orders/draft');
  const left = new Designer(await page.context().newPage(), { url, api });
  await left.page.goto(`${url}/w/live-shop/workflows/orders/design`);
  await left.line('Read').click();
  await left.press('m');
  const note = left.page.getByRole('textbox', { name: 'Note' });
  await note.waitFor();
  await button('Environment: Live shop, Production').click();
  await page.getByRole('menuitem', { name: 'Workshop' }).click();
  await page.waitForURL(`${url}/w/default`);
  await place('Workshop', 'Development').waitFor();
  const written = left.page.waitForResponse(
    (response) => response.request().method() === 'PUT' && response.url().endsWith('/workflows/orders/draft'),
  );
  await note.fill('For the live shop alone');
  expect((await written).status()).toBe(409);
  await left.page.getByRole('heading', { name: 'This page is in Live shop' }).waitFor();
  expect(await api('GET', '/workflows/orders/draft')).toEqual(inWorkshop);
  await left.page.getByRole('button', { name: 'Stay in Workshop' }).click();
  await left.page.waitForURL(`${url}/w/default`);
  await left.page.getByRole('button', { name: 'Environment: Workshop, Development' }).waitFor();
  await left.page.close();
});

test('nothing went wrong on the way', () => {
  expect(complaints).toEqual([]);
});
