// What fails is gathered by its cause: found on Home, mended with a run as its sample, resolved, ignored.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import type { Api } from './owner.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';

let session: OwnerSession | undefined;
let page: Page;
let url: string;
let api: Api;

beforeAll(async () => {
  session = await startOwnerSession();
  ({ api, page, url } = session);
  await api('POST', '/workflows', { body: orders('{% $number($states.input.body.amount) %}') });
  await api('POST', '/workflows/orders/publish', { body: {} });
  for (const amount of ['12,50', '7,00', '1,99', '100,00', '3,10']) await send(amount);
}, 120_000);
afterAll(() => session?.end());

const orders = (amount: string): object => ({
  ...{ millrace: 1, name: 'orders', title: 'Orders' },
  triggers: { hook: { type: 'webhook', path: 'shop', respond: 'result' } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Take order',
    States: {
      'Take order': { Type: 'Pass', Next: 'Charge card' },
      'Charge card': { Type: 'Pass', Output: { currency: 'eur', amount }, End: true },
    },
  },
});
/** Resolves when its run has ended. */
const send = (amount: string): Promise<Response> =>
  fetch(`${url}/hooks/default/shop`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amount }),
  });
const HEADLINE = 'Charge card: an expression failed';
const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
const heading = (name: string): Locator => page.getByRole('heading', { name, level: 1 });
async function look(name: string): Promise<void> {
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, name);
}

test('five runs that failed of one cause are one line on Home', async () => {
  await page.goto(`${url}/w/default`);
  await page.getByRole('heading', { name: 'Needs attention' }).waitFor();
  await page.getByRole('link', { name: `${HEADLINE}, 5 runs` }).waitFor();
  await look('home-needs-attention');
});

test('the list of errors is reached by keys, and its filters are in the address', async () => {
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await heading('Errors').waitFor();
  const rows = page.getByRole('table', { name: 'Error groups' }).getByRole('row');
  await page.getByRole('link', { name: HEADLINE }).waitFor();
  await expectSoon(() => rows.count()).toBe(2);
  await page.getByRole('img', { name: '5 runs in the last 24 hours' }).waitFor();
  await look('errors');
  await page.getByRole('searchbox', { name: 'Search step, error and cause' }).fill('nothing like it');
  await page.getByRole('heading', { name: 'No error matches' }).waitFor();
  expect(new URL(page.url()).searchParams.get('text')).toContain('nothing like it');
  await button('Clear filters').first().click();
  await page.getByRole('link', { name: HEADLINE }).waitFor();
});

test('a group shows how often, in which versions, and what its runs were given', async () => {
  await page.getByRole('link', { name: HEADLINE }).click();
  await heading(HEADLINE).waitFor();
  await page.getByRole('table', { name: 'Versions' }).getByRole('cell', { name: 'v1 live' }).waitFor();
  await page.getByRole('tree', { name: 'Failing step’s input' }).waitFor();
  await page.getByText('1 of 5', { exact: true }).waitFor();
  await button('Next sample').click();
  await page.getByText('2 of 5', { exact: true }).waitFor();
  await button('Previous sample').click();
  await button('Table').click();
  await page.getByRole('table', { name: 'Failed runs every hour' }).waitFor();
  await button('Table').click();
  await look('error-group');
  await page.getByRole('link', { name: 'Open in Runs' }).click();
  await heading('Runs').waitFor();
  await button(/^Remove fingerprint:/).waitFor();
  // The sixth, counted from nothing: a row of headings is before them.
  await page.getByRole('main').getByRole('table').getByRole('row').nth(5).waitFor();
  await page.goBack();
  await heading(HEADLINE).waitFor();
});

test('nothing is wider than a phone', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  const isTooWide = () => page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
  expect(await isTooWide()).toBe(false);
  expect(await findViolations(page)).toEqual([]);
  await page.goto(`${url}/w/default/errors`);
  await page.getByRole('link', { name: HEADLINE }).waitFor();
  expect(await isTooWide()).toBe(false);
  expect(await findViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('a run leads to its group', async () => {
  const { items } = (await api('GET', '/runs?limit=1')) as { readonly items: readonly { readonly id: string }[] };
  await page.goto(`${url}/w/default/runs/${items[0]?.id ?? ''}`);
  await page.getByRole('link', { name: 'All runs that failed so' }).click();
  await heading(HEADLINE).waitFor();
});

test('it is somebody’s', async () => {
  await button('Assign to me').click();
  await page.getByText('Assigned to ada@example.com').waitFor();
});

test('“Fix with this run” leads to the field that failed, with the run’s data at hand', async () => {
  await page.getByRole('link', { name: 'Fix with this run' }).click();
  const focused = page.locator(':focus');
  await focused.filter({ hasText: '$number($states.input.body.amount)' }).waitFor();
  expect(new URL(page.url()).search).not.toContain('run=');
  await page.getByText('There is no number in', { exact: false }).first().waitFor();
  await takePictures(page, 'fix-with-this-run');
});

test('what is resolved, and fails again in that version, has regressed', async () => {
  await page.goto(`${url}/w/default/errors`);
  await page.getByRole('link', { name: HEADLINE }).click();
  await button('Resolve').click();
  await page.getByRole('menuitem', { name: 'In v1, which is live' }).click();
  await page.getByText('Resolved in v1: seen there again, it is open again.', { exact: false }).waitFor();
  await look('error-group-resolved');
  await send('4,20');
  await page.reload();
  await page.getByText('Was resolved in v1, and was seen again.', { exact: false }).waitFor();
  await page.getByText('Regressed', { exact: true }).waitFor();
});

test('what is ignored is open again when it was seen often enough', async () => {
  await button('Ignore').click();
  const dialog = page.getByRole('dialog', { name: 'Ignore this error?' });
  await dialog.getByRole('radio', { name: 'Until it is seen more often' }).check();
  await dialog.getByRole('textbox', { name: 'More times' }).fill('2');
  await look('ignore-error');
  await dialog.getByRole('button', { name: 'Ignore', exact: true }).click();
  await page.getByText('Ignored until it is seen 2 more times.', { exact: false }).waitFor();
  await page.goto(`${url}/w/default/errors`);
  await page.getByRole('heading', { name: 'Nothing is failing' }).waitFor();
  await look('errors-none');
  await page.goto(`${url}/w/default`);
  await page.getByRole('heading', { name: 'Last 24 hours' }).waitFor();
  await expectSoon(() => page.getByRole('heading', { name: 'Needs attention' }).count()).toBe(0);
  for (const amount of ['5,00', '6,00']) await send(amount);
  await page.goto(`${url}/w/default/errors`);
  await page.getByRole('link', { name: HEADLINE }).waitFor();
});

test('a call that could not be read is mended beside the original, and becomes a run', async () => {
  const headers = { 'content-type': 'application/json' };
  const poison = await fetch(`${url}/hooks/default/shop`, { method: 'POST', headers, body: '{"amount": 7,}' });
  expect(poison.status).toBe(400);
  await page.goto(`${url}/w/default`);
  await page.getByText('1 dead letter', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Dead letters' }).click();
  await heading('Dead letters').waitFor();
  const table = page.getByRole('table', { name: 'Dead letters' });
  await table.getByRole('link').first().waitFor();
  await look('dead-letters');
  await page.getByText('By reason', { exact: true }).click();
  await page.getByRole('table', { name: 'Dead letters by reason' }).getByRole('link').click();
  await button('Re-drive all').click();
  await page.getByRole('dialog', { name: 'Re-drive 1 dead letter?' }).waitFor();
  await look('dead-letters-redrive');
  await page.keyboard.press('Escape');
  await table.getByRole('link').first().click();
  await heading('It could not be read').waitFor();
  await page.getByText('{"amount": 7,}', { exact: true }).first().waitFor();
  const editor = page.getByRole('textbox', { name: 'Try again with' });
  await page.getByText('No JSON:', { exact: false }).waitFor();
  await look('dead-letter');
  await editor.fill('{"amount": 7}');
  await page.getByText('Edited. What came stays beside it.').waitFor();
  await button('Re-drive with this').click();
  await page.getByText('Resolved', { exact: true }).waitFor();
  await look('dead-letter-resolved');
  await page.getByLabel('Facts').getByRole('link').last().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toMatch(/\/runs\/[0-9a-f-]{36}$/);
});

test('one is discarded for a reason', async () => {
  await fetch(`${url}/hooks/default/shop`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  });
  await page.goto(`${url}/w/default/dead-letters`);
  await page.getByRole('table', { name: 'Dead letters' }).getByRole('link').first().click();
  await button('Discard').click();
  const dialog = page.getByRole('dialog', { name: 'Discard this dead letter?' });
  await expectSoon(() => dialog.getByRole('button', { name: 'Discard', exact: true }).isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('A test of theirs.');
  await dialog.getByRole('button', { name: 'Discard', exact: true }).click();
  await page.getByText('Discarded: A test of theirs.').waitFor();
  await page.goto(`${url}/w/default/dead-letters`);
  await page.getByRole('heading', { name: 'Nothing is left over' }).waitFor();
  await look('dead-letters-none');
});
