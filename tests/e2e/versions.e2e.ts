// Publishing again and again: what changes is said, kept with a note, compared, and taken back in three steps.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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
  await api('POST', '/workflows', { body: orders({ Seconds: 1 }, ['net', 'total']) });
  await api('POST', '/workflows', { body: caller });
  await api('POST', '/workflows/bills/publish', { body: {} });
}, 120_000);
afterAll(() => session?.end());

const orders = (wait: object, outputs: readonly string[]): object => ({
  ...{ millrace: 1, name: 'orders', title: 'Orders', triggers: { call: { type: 'call' } } },
  output: { type: 'object', properties: Object.fromEntries(outputs.map((name) => [name, { type: 'number' }])) },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Read',
    States: {
      Read: { Type: 'Pass', Output: '{% $states.input %}', Next: 'Rest' },
      Rest: { Type: 'Wait', ...wait, End: true },
    },
  },
});
const caller = {
  ...{ millrace: 1, name: 'bills', triggers: { call: { type: 'call' } } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Call',
    States: { Call: { Type: 'Task', Resource: 'workflow:orders', Output: '{% $states.result.total %}', End: true } },
  },
};

const readDraft = () => api('GET', '/workflows/orders/draft');

const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
const open = (tab: 'design' | 'versions', search = '') =>
  page.goto(`${url}/w/default/workflows/orders/${tab}${search}`);

describe('publishing', () => {
  test('the first clean version is published by one click', async () => {
    await open('design');
    await page.getByText('Not published').waitFor();
    await button('Publish').click();
    await page.getByText('v1 is live', { exact: true }).waitFor();
    await button('v1 live').waitFor();
  });

  test('the next one says what changes, and who relies on what it drops', async () => {
    const { revision } = (await readDraft()) as { readonly revision: number };
    const changed = orders({ Seconds: 60 }, ['net']);
    await api('PUT', '/workflows/orders/draft', { body: changed, ifMatch: revision });
    await open('design');
    await page.getByRole('link', { name: 'Draft · 2 changes' }).waitFor();
    await button('Publish').click();
    const dialog = page.getByRole('dialog', { name: 'Publish v2?' });
    await dialog.getByText('Rest: wait 1 → 60 s').waitFor();
    await dialog.getByText('Output schema: total removed').waitFor();
    await dialog.getByText('Drops output field “total”, read by 1 workflow: bills.').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'publish');
    // The note has the focus, and Enter publishes.
    await page.keyboard.type('Give the bank a minute');
    await page.keyboard.press('Enter');
    await page.getByText('v2 is live', { exact: true }).waitFor();
    await dialog.waitFor({ state: 'detached' });
  });

  test('Escape publishes nothing', async () => {
    await button('Publish').click();
    await page.getByText('The draft says the same as v2, which is live.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await api('GET', '/workflows/orders')).toMatchObject({ liveVersion: { number: 2 } });
  });
});

describe('the history', () => {
  test('lists versions with note and figures', async () => {
    await open('versions');
    const row = page.getByRole('row', { name: /^v2 Live Give the bank a minute/ });
    await row.waitFor();
    await expectSoon(() => page.getByRole('row').count()).toBe(3);
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'versions');
  });

  test('two are compared as pictures, sentences and fields, by an address', async () => {
    await button('Compare v1').click();
    await page.waitForURL(/versions\?from=1&to=2$/);
    await page.getByRole('region', { name: 'Before: v1' }).waitFor();
    await button(/^Changed Rest: wait 1 → 60 s/).click();
    await page.waitForURL(/change=/);
    const fields = page.getByRole('region', { name: 'Fields of Rest' });
    await fields.getByText('60', { exact: true }).waitFor();
    await page.locator('[aria-label^="Step 2, Rest"]').nth(1).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'versions-compared');
  });

  test('the draft is a side too', async () => {
    await page.getByRole('combobox', { name: 'After' }).click();
    await page.getByRole('option', { name: 'Draft' }).click();
    await page.waitForURL(/from=1&to=draft/);
    await page.getByRole('region', { name: 'After: Draft' }).waitFor();
  });
});

describe('rolling back', () => {
  test('takes three interactions, and leaves the draft alone', async () => {
    const { document, revision } = await readDraft();
    await open('design');
    await button('v2 live').click();
    await page.getByRole('menuitem', { name: 'Make v1 live' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'version-menu');
    await page.getByRole('menuitem', { name: 'Make v1 live' }).click();
    await page.getByRole('dialog').getByText('Rest: wait 60 → 1 s').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'make-live');
    await page.getByRole('dialog').getByRole('button', { name: 'Make v1 live' }).click();
    await button('v1 live').waitFor();
    expect(await readDraft()).toMatchObject({ document, revision });
    await page.getByRole('link', { name: 'Draft · 2 changes' }).waitFor();
  });

  test('needs no mouse', async () => {
    await button('v1 live').focus();
    await page.keyboard.press('Enter');
    const item = page.getByRole('menuitem', { name: 'Make v2 live' });
    await item.waitFor();
    for (
      let step = 0;
      step < 10 && (await page.locator('[role=menuitem]:focus', { hasText: 'Make v2 live' }).count()) === 0;
      step += 1
    )
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    // The button that does it has the focus.
    await page.getByRole('dialog').getByText('Rest: wait 1 → 60 s').waitFor();
    await page.keyboard.press('Enter');
    await button('v2 live').waitFor();
  });
});

describe('editing from a version', () => {
  test('is one edit of the draft, which undo takes back', async () => {
    const before = (await readDraft()).document;
    await open('versions');
    await button('More for v1').click();
    await page.getByRole('menuitem', { name: 'Edit from v1' }).click();
    await page.getByText('The draft is v1 now. Undo takes it back.').waitFor();
    await page.waitForURL(/\/design$/);
    await page.getByRole('link', { name: 'Draft · 2 changes' }).waitFor();
    await until(async () => JSON.stringify((await readDraft()).document) !== JSON.stringify(before));
    await button('Undo').click();
    await page.getByRole('link', { name: /^Draft/ }).waitFor({ state: 'detached' });
    await until(async () => JSON.stringify((await readDraft()).document) === JSON.stringify(before));
  });

  test('the page complained of nothing', () => {
    expect(complaints).toEqual([]);
  });
});

/** Asks again until it is so; the page is given no more than its usual time. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('Still not so after 15 s.');
  }
}
