// What is measured: on Home and on the dashboards, compared with what was, and what is not well.
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

const BILLING = {
  ...{ millrace: 1, name: 'billing', title: 'Billing' },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Charge',
    States: {
      Charge: { Type: 'Pass', Output: `{% $states.input.ok ? 1 : $error('The card was refused') %}`, End: true },
    },
  },
};

beforeAll(async () => {
  session = await startOwnerSession();
  ({ api, page, url } = session);
  await api('POST', '/workflows', { body: BILLING });
  await api('POST', '/workflows/billing/publish', { body: {} });
  for (const ok of [true, true, true, false, false]) {
    await api('POST', '/workflows/billing/runs?wait=20', { body: { input: { ok } } });
  }
  // Runs are rolled up every 10 s, and Home asks every 15 s.
  await page.goto(`${url}/w/default`);
  await card('runs').getByText('5', { exact: true }).waitFor({ timeout: 90_000 });
}, 120_000);
afterAll(() => session?.end());

const card = (metric: string): Locator => page.locator(`[data-metric="${metric}"]`);
async function look(name: string): Promise<void> {
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, name);
}

test('Home tells how much ran and how often it failed, and the range is in the address', async () => {
  await page.goto(`${url}/w/default`);
  await page.getByRole('heading', { name: 'Last 24 hours' }).waitFor();
  await card('runs').getByText('5', { exact: true }).waitFor();
  await card('error_rate').getByText('40.0 %').waitFor();
  await page.getByRole('img', { name: /^Error rate: 40\.0 %, between .* steps without a measurement$/ }).waitFor();
  await card('runs').locator('canvas').waitFor();
  await page.getByRole('img', { name: '5 runs in 24 hours, 2 failed' }).waitFor();
  await look('home');
  await page.getByRole('radiogroup', { name: 'Time range' }).getByText('7 d').click();
  await page.getByRole('heading', { name: 'Last 7 days' }).waitFor();
  expect(new URL(page.url()).search).toBe('?range=7d');
});

test('the time to add an integration was measured', async () => {
  const times = page.getByRole('region', { name: 'Time to add an integration' });
  await times.getByText('One workflow, first edit to first success').waitFor();
  await times.getByText('nothing was added in the 30 days before').waitFor();
});

test('what failed more than once a week is listed with its reason, and leads to the failures', async () => {
  const health = page.getByRole('region', { name: 'Health' });
  await health.getByText('Failed in 2 of 5 runs this week, mostly States.QueryEvaluationError at Charge.').waitFor();
  await health.getByRole('link', { name: 'See what fails: billing' }).click();
  await page.getByRole('heading', { name: /Charge/, level: 1 }).waitFor();
});

test('a chart is a table too, by keys, and a gap in it is no 0', async () => {
  await page.goto(`${url}/w/default/dashboards?workflow=billing`);
  await card('error_rate').getByText('40.0 %').waitFor();
  await look('dashboards');
  await page.getByRole('button', { name: 'Error rate: As a table', exact: true }).focus();
  await page.keyboard.press('Enter');
  const table = page.getByRole('table', { name: 'Error rate', exact: true });
  await table.getByRole('cell', { name: '40.0 %' }).first().waitFor();
  await expectSoon(() => table.getByRole('cell', { name: 'not measured' }).count()).toBeGreaterThan(50);
  await page.getByRole('table', { name: 'By version' }).getByRole('link', { name: 'v1' }).waitFor();
});

test('a baseline is recorded, compared with, and deleted', async () => {
  await page.getByRole('button', { name: 'Record baseline' }).click();
  const dialog = page.getByRole('dialog', { name: 'Record a baseline' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Before the change');
  await dialog.getByRole('button', { name: 'Record', exact: true }).click();
  await card('runs').getByText('same as baseline “Before the change”').waitFor();
  expect(new URL(page.url()).searchParams.get('baseline')).not.toBeNull();
  await look('dashboards-baseline');
  await page.getByRole('button', { name: 'Delete this baseline' }).click();
  const question = page.getByRole('dialog', { name: 'Delete the baseline “Before the change”?' });
  await question.getByRole('button', { name: 'Delete', exact: true }).click();
  await card('runs').getByText('the 24 hours before', { exact: false }).waitFor();
  expect(new URL(page.url()).searchParams.get('baseline')).toBeNull();
});

test('a figure leads to the runs that it is of', async () => {
  await page.getByRole('link', { name: 'Failed: Open the runs', exact: true }).click();
  await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
  const { searchParams } = new URL(page.url());
  expect(Object.fromEntries(searchParams)).toMatchObject({
    ...{ workflow: 'billing', q: 'status:failed,timed_out,compensated error:*', since: '24h' },
  });
  expect(session?.complaints).toEqual([]);
});
