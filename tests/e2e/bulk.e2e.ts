// Many runs at once: selected by keys and by the mouse, retried from where they failed, cancelled, paused and aborted.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@millrace/testing';
import type { Locator, Page } from 'playwright-core';
import { takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import type { Api } from './owner.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';

let session: OwnerSession | undefined;
let page: Page;
let complaints: string[];
let url: string;
let api: Api;
let shop: Server;
/** How often each path of the shop was called. */
const calls: Record<string, number> = {};
let mayCharge = false;

const shopUrl = (path: string): string => `http://127.0.0.1:${(shop.address() as AddressInfo).port}${path}`;
const call = (path: string, next: object): object => ({
  ...{ Type: 'Task', Resource: 'connector:http/request' },
  Arguments: { method: 'POST', url: shopUrl(path), body: {} },
  ...next,
});
const orders = (): object => ({
  ...{ millrace: 1, name: 'orders', title: 'Orders', triggers: { api: { type: 'call' } } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Pack goods',
    States: {
      'Pack goods': call('/pack', { Next: 'Charge card' }),
      'Charge card': call('/charge', { End: true }),
    },
  },
});
const parcels: object = {
  ...{ millrace: 1, name: 'parcels', title: 'Parcels', triggers: { api: { type: 'call' } } },
  machine: { QueryLanguage: 'JSONata', StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 3600, End: true } } },
};

/** So many more runs; resolves when all of the workflow, `total`, have the status. */
async function startRuns(name: string, count: number, { status, total = count }: Wanted): Promise<void> {
  for (let n = 0; n < count; n += 1) await api('POST', `/workflows/${name}/runs`, { body: { input: { n } } });
  await until(async () => {
    const { items } = (await api('GET', `/runs?workflow=${name}&status=${status}`)) as { readonly items: unknown[] };
    return items.length === total;
  });
}
interface Wanted {
  readonly status: string;
  readonly total?: number;
}

beforeAll(async () => {
  shop = createServer((request, response) => {
    const path = request.url ?? '';
    calls[path] = (calls[path] ?? 0) + 1;
    const isRefused = path === '/charge' && !mayCharge;
    response.writeHead(isRefused ? 422 : 200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => shop.once('listening', resolve));
  session = await startOwnerSession({ MILLRACE_OUTBOUND_ALLOW: '127.0.0.1' });
  ({ api, complaints, page, url } = session);
  for (const document of [orders(), parcels]) await api('POST', '/workflows', { body: document });
  for (const name of ['orders', 'parcels']) await api('POST', `/workflows/${name}/publish`, { body: {} });
  await startRuns('orders', 5, { status: 'failed' });
  await startRuns('parcels', 8, { status: 'waiting' });
}, 120_000);
afterAll(async () => {
  await session?.end();
  shop.close();
});

const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const bar = (): Locator => page.getByRole('region', { name: 'Selected runs' });
const rows = (): Locator => page.getByRole('table', { name: 'Runs' }).getByRole('row');
const dialog = (name: string): Locator => page.getByRole('dialog', { name });
const headline = (text: string): Locator =>
  page.getByRole('region', { name: 'Progress' }).getByRole('status').getByText(text, { exact: true });

test('rows are selected by keys', async () => {
  await page.goto(`${url}/w/default/runs`);
  await rows().nth(13).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await bar().getByText('1 selected').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await bar().getByText('3 selected').waitFor();
  await page.keyboard.press('k');
  await page.keyboard.press('x');
  await bar().getByText('2 selected').waitFor();
  await bar().getByRole('button', { name: 'Select all 13 matching' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'runs-selected');
  await page.keyboard.press('Escape');
  await bar().waitFor({ state: 'detached' });
  await page.keyboard.press('Control+a');
  await bar().getByText('All 13 matching selected').waitFor();
  await page.keyboard.press('Escape');
  await bar().waitFor({ state: 'detached' });
});

test('rows are selected by the mouse, a range with Shift', async () => {
  await rows().nth(1).getByRole('checkbox').click();
  await rows()
    .nth(4)
    .getByRole('checkbox')
    .click({ modifiers: ['Shift'] });
  await bar().getByText('4 selected').waitFor();
  await page.getByRole('checkbox', { name: 'Select all runs shown' }).click();
  await bar().getByText('13 selected').waitFor();
  await page.getByRole('checkbox', { name: 'Select all runs shown' }).click();
  await bar().waitFor({ state: 'detached' });
});

test('failed runs are retried from where they failed, and the page follows how that ends', async () => {
  await page.goto(`${url}/w/default/workflows/orders/runs?status=failed`);
  await rows().nth(5).waitFor();
  await page.keyboard.press('Control+a');
  await bar().getByText('All 5 matching selected').waitFor();
  await page.keyboard.press('r');
  const retry = dialog('Retry 5 runs?');
  await retry.getByText('5 runs, from Charge card, v1', { exact: true }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'bulk-dialog');
  mayCharge = true;
  await retry.getByRole('button', { name: 'Retry 5 runs' }).click();
  await page.getByRole('heading', { level: 1, name: 'Retry of 5 runs' }).waitFor();
  await headline('5 of 5 succeeded').waitFor();
  expect(calls['/pack']).toBe(5);
  expect(calls['/charge']).toBe(10);
  const made = page.getByRole('table', { name: 'New runs' });
  await made.getByText('Succeeded').nth(4).waitFor();
  await expectSoon(() => made.getByRole('row').count()).toBe(6);
  await expectSoon(() => button('Abort').count()).toBe(0);
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'bulk-done');
  await made.getByRole('row').nth(1).getByRole('link').nth(1).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.goBack();
});

test('what was retried already is skipped, and says as which run', async () => {
  await page.goto(`${url}/w/default/workflows/orders/runs?status=failed`);
  await rows().nth(5).waitFor();
  await page.getByRole('checkbox', { name: 'Select all runs shown' }).click();
  await bar().getByRole('button', { name: 'Retry' }).click();
  const retry = dialog('Retry 5 runs?');
  await retry.getByText('5 runs will be skipped').waitFor();
  await retry.getByRole('button', { name: 'Retry 5 runs' }).click();
  await headline('5 of 5 runs handled').waitFor();
  const refused = page.getByRole('table', { name: 'Not done' });
  await refused
    .getByText(/^It was retried already, as run /)
    .nth(4)
    .waitFor();
  expect(calls['/charge']).toBe(10);
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'bulk-skipped');
});

test('all runs of an error group are retried from its page', async () => {
  mayCharge = false;
  await startRuns('orders', 2, { status: 'failed', total: 7 });
  const { items } = (await api('GET', '/errors?workflow=orders')) as {
    readonly items: readonly { readonly fingerprint: string }[];
  };
  await page.goto(`${url}/w/default/errors/${items[0]?.fingerprint ?? ''}`);
  await button('Retry affected').click();
  const retry = dialog('Retry 7 runs?');
  await retry.getByText('2 runs, from Charge card, v1', { exact: true }).waitFor();
  await retry.getByText('5 runs will be skipped').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'error-group-retry');
  mayCharge = true;
  await retry.getByRole('button', { name: 'Retry 7 runs' }).click();
  await headline('2 of 7 succeeded').waitFor();
  expect(calls['/pack']).toBe(7);
});

test('it is paused, resumed and aborted', async () => {
  await page.goto(`${url}/w/default/runs?status=waiting&workflow=parcels`);
  await rows().nth(8).waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('y');
  const cancel = dialog('Cancel 8 runs?');
  await cancel.getByText('8 runs: Waiting').waitFor();
  await cancel.getByLabel('Runs a second').fill('1');
  expect(await findViolations(page)).toEqual([]);
  await cancel.getByRole('button', { name: 'Cancel 8 runs' }).click();
  await page.getByRole('heading', { level: 1, name: 'Cancel of 8 runs' }).waitFor();
  await button('Pause').click();
  await page.getByText('Paused', { exact: true }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'bulk-paused');
  await button('Resume').click();
  await page.getByText('Running', { exact: true }).waitFor();
  await button('Abort').click();
  await page.getByText('Aborted', { exact: true }).waitFor();
  await button('Abort').waitFor({ state: 'detached' });
  const { items } = (await api('GET', '/runs?workflow=parcels&status=waiting')) as { items: unknown[] };
  expect(items.length).toBeGreaterThan(0);
});

test('all of them are listed, and lead to their pages', async () => {
  await page.goto(`${url}/w/default/runs`);
  await page.getByRole('link', { name: 'Bulk actions' }).click();
  await page.getByRole('table', { name: 'Bulk actions' }).getByText('Aborted').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'bulk-list');
  await page
    .getByRole('link', { name: /^Cancel of/ })
    .first()
    .click();
  await page.getByRole('heading', { name: /^Cancel of/ }).waitFor();
});

test('a queue is paused, which loses nothing, and Home says so', async () => {
  const runsOf = async (status: string) =>
    ((await api('GET', `/runs?workflow=orders&status=${status}`)) as { readonly items: unknown[] }).items.length;
  await page.goto(`${url}/w/default/queues`);
  await page.getByRole('button', { name: 'Pause orders' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Resume orders' }).waitFor();
  const before = await runsOf('succeeded');
  await startRuns('orders', 2, { status: 'queued' });
  await page.getByRole('table', { name: 'Queues' }).getByText('Paused', { exact: true }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'queues');
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')).toBe(false);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${url}/w/default`);
  await page.getByText('orders is paused').waitFor();
  await page.getByRole('link', { name: 'Resume: orders' }).click();
  await page.getByRole('button', { name: 'Resume orders' }).click();
  await page.getByRole('button', { name: 'Pause orders' }).waitFor();
  await until(async () => (await runsOf('succeeded')) === before + 2);
});

test('all workflows are paused at once, and every page that lists what needs attention says so', async () => {
  await page.getByRole('button', { name: 'Pause all…' }).click();
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Pause all' }).click();
  const notice = page.getByRole('region', { name: 'The workspace is paused' });
  await notice.waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'queues-all-paused');
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')).toBe(false);
  await page.setViewportSize({ width: 1440, height: 900 });
  const { runId } = await api('POST', '/workflows/orders/runs', { body: { input: { status: 'queued' } } });
  await page.goto(`${url}/w/default`);
  await page.getByRole('link', { name: 'Resume: All workflows are paused' }).click();
  await expectSoon(async () => (await api('GET', `/runs/${String(runId)}`)).status).toBe('queued');
  await notice.getByRole('button', { name: 'Resume all' }).click();
  await page.getByRole('button', { name: 'Pause all…' }).waitFor();
  await until(async () => (await api('GET', `/runs/${String(runId)}`)).status === 'succeeded');
});

test('nothing has complained', () => expect(complaints).toEqual([]));
