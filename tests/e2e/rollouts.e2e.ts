// A version that is tried on a part of the runs: published so, watched, rolled back by its rule and by hand, promoted.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

beforeAll(async () => {
  session = await startOwnerSession();
  ({ api, complaints, page, url } = session);
  await api('POST', '/workflows', { body: orders('done') });
  await api('POST', '/workflows/orders/publish', { body: {} });
}, 120_000);
afterAll(() => session?.end());

const orders = (output: string): object => ({
  ...{ millrace: 1, name: 'orders', title: 'Orders', triggers: { hook: { type: 'webhook', path: 'shop' } } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Say',
    States: { Say: { Type: 'Pass', Output: output, End: true } },
  },
});
async function edit(output: string): Promise<void> {
  const { revision } = (await api('GET', '/workflows/orders/draft')) as { readonly revision: number };
  await api('PUT', '/workflows/orders/draft', { body: orders(output), ifMatch: revision });
}
const send = (count: number): Promise<unknown> =>
  Promise.all(Array.from({ length: count }, () => fetch(`${url}/hooks/default/shop`, { method: 'POST' })));
const open = (tab: 'design' | 'versions') => page.goto(`${url}/w/default/workflows/orders/${tab}`);
const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
const bar = (number: number): Locator => page.getByRole('region', { name: `Rollout of v${number}` });

test('a version is published for a part of the runs, and the live one stays', async () => {
  await edit("{% $error('Storm') %}");
  await open('design');
  await page.getByRole('link', { name: 'Draft · 1 change' }).waitFor();
  await button('Publish').click();
  const dialog = page.getByRole('dialog', { name: 'Publish v2?' });
  await dialog.getByRole('radio', { name: /^All traffic/ }).waitFor();
  await dialog.getByRole('radio', { name: /^Canary/ }).check();
  const share = dialog.getByRole('radiogroup', { name: 'Part of new runs' });
  await expectSoon(() => share.getByRole('radio', { name: '10 %', exact: true }).isChecked()).toBe(true);
  await share.getByText('50 %', { exact: true }).click();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'publish-canary');
  await dialog.getByRole('button', { name: 'Publish v2 to 50 %' }).click();
  await bar(2).getByText('v2 gets 50 %').waitFor();
  await bar(2).getByText('no runs yet').waitFor();
  await button('v1 live').waitFor();
  expect(await findViolations(page)).toEqual([]);
});

test('its share is changed by keys', async () => {
  const share = bar(2).getByRole('radiogroup', { name: 'Part of new runs that v2 gets' });
  await share.getByRole('radio', { name: '50 %', exact: true }).focus();
  await page.keyboard.press('ArrowLeft');
  await bar(2).getByText('v2 gets 25 %').waitFor();
  await page.keyboard.press('ArrowRight');
  await bar(2).getByText('v2 gets 50 %').waitFor();
});

test('its rule is changed', async () => {
  await button('Rolls back at +5 points, after 50 runs').click();
  const rule = page.getByRole('dialog', { name: 'Rolls back at +5 points, after 50 runs' });
  await rule.getByLabel('More errors than v1').fill('20');
  await rule.getByLabel('Runs of v2 before that counts').fill('5');
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'rollout-rule');
  await page.keyboard.press('Enter');
  await button('Rolls back at +20 points, after 5 runs').waitFor();
});

test('the list of versions marks it', async () => {
  await open('versions');
  await page.getByRole('row', { name: /^v2 Canary 50 %/ }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'versions-canary');
  await open('design');
});

test('it fails, is rolled back by its rule, and the bar says why until it is put away', async () => {
  await send(2);
  await bar(2)
    .getByText(/^[12] runs?$|^no runs yet$/)
    .waitFor();
  await takePictures(page, 'rollout-bar');
  await send(40);
  await bar(2).getByText('v2 was rolled back by its rule').waitFor({ timeout: 20_000 });
  await bar(2)
    .getByText(
      /^v2 failed in (\d+) of \1 runs \(100 %\), v1 failed in 0 of \d+ runs \(0 %\): more than 20 points apart\./,
    )
    .waitFor();
  expect(await api('GET', '/workflows/orders')).toMatchObject({ liveVersion: { number: 1 } });
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'rollout-ended');
  await page.reload();
  await bar(2).getByRole('button', { name: 'Put away' }).click();
  await bar(2).waitFor({ state: 'detached' });
  await page.reload();
  await button('v1 live').waitFor();
  await expectSoon(() => bar(2).count()).toBe(0);
});

test('one that somebody begins elsewhere is seen here, and rolled back by hand', async () => {
  await api('PUT', '/workflows/orders/rollout', { body: { version: 2, percent: 25 } });
  await bar(2).getByText('v2 gets 25 %').waitFor();
  await bar(2).getByRole('button', { name: 'Roll back' }).click();
  await page.getByText('v2 gets no new runs any more. v1 is live, as before.').waitFor();
  await bar(2).waitFor({ state: 'detached' });
});

test('one that does well is promoted', async () => {
  await edit('better');
  await page.getByRole('link', { name: 'Draft · 1 change' }).waitFor();
  await api('POST', '/workflows/orders/publish', { body: { rollout: { percent: 10 } } });
  await bar(3).getByText('v3 gets 10 %').waitFor();
  await bar(3).getByRole('link', { name: 'Compare v1 with v3' }).waitFor();
  await bar(3).getByRole('button', { name: 'Promote v3' }).click();
  await page.getByRole('dialog', { name: 'Make v3 live?' }).getByRole('button', { name: 'Make v3 live' }).click();
  await button('v3 live').waitFor();
  await bar(3).waitFor({ state: 'detached' });
  expect(await api('GET', '/workflows/orders/rollout')).toMatchObject({ rollout: { end: { outcome: 'promoted' } } });
});

test('nothing was complained about', () => {
  expect(complaints).toEqual([]);
});
