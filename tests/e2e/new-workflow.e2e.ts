// What a workflow begins with: a trigger, a template, or a document that somebody brings.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '@millrace/testing';
import { takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import type { Api } from './owner.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';

let session: OwnerSession | undefined;
let url: string;
let page: Page;
let complaints: string[];
let api: Api;

beforeAll(async () => {
  session = await startOwnerSession();
  ({ api, complaints, page, url } = session);
});
afterAll(() => session?.end());

const begin = async (): Promise<void> => {
  await page.goto(`${url}/w/default/workflows/new`);
  await page.getByRole('heading', { name: 'What starts it?' }).waitFor();
};
const designed = async (name: string): Promise<Readonly<Record<string, unknown>>> => {
  await page.waitForURL(`**/workflows/${name}/design`);
  return (await api('GET', `/workflows/${name}/draft`)).document as Readonly<Record<string, unknown>>;
};
const bring = (text: string): Promise<void> =>
  page
    .getByLabel('Millrace document')
    .setInputFiles({ name: 'workflow.json', mimeType: 'application/json', buffer: Buffer.from(text) });

describe('templates', () => {
  test('the page holds against WCAG, in both themes', async () => {
    await begin();
    await page.getByRole('heading', { name: 'Start from a template' }).waitFor();
    await takePictures(page, 'new-workflow');
    expect(await findViolations(page)).toEqual([]);
  });

  test('one is found, looked at and used with the keyboard alone', async () => {
    await begin();
    await page.keyboard.press('/');
    await page.keyboard.type('refund');
    await page.getByRole('link', { name: 'Ask before going on' }).waitFor();
    await expectSoon(() => page.getByRole('link', { name: 'Morning report' }).count()).toBe(0);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Use template' }).waitFor();
    await page.locator('[aria-label^="Step 1, Ask"]').waitFor();
    expect(new URL(page.url()).searchParams.get('template')).toBe('ask-for-approval');
    await takePictures(page, 'template-preview');
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    expect(await designed('ask-for-approval')).toMatchObject({
      title: 'Ask before going on',
      triggers: { form: { path: 'ask-for-approval' } },
    });
    await api('POST', '/workflows/ask-for-approval/publish', { body: {} });
    expect(await api('GET', '/workflows/ask-for-approval')).toMatchObject({ liveVersion: { number: 1 } });
  });

  test('the same one again is another workflow, with an address of its own', async () => {
    await page.goto(`${url}/w/default/workflows/new?template=ask-for-approval`);
    await page.getByRole('button', { name: 'Use template' }).click();
    expect(await designed('ask-for-approval-2')).toMatchObject({ triggers: { form: { path: 'ask-for-approval-2' } } });
  });

  test('going back leads to the card that was looked at', async () => {
    await begin();
    const card = page.getByRole('link', { name: 'Morning report' });
    await card.click();
    await page.getByRole('button', { name: 'Use template' }).waitFor();
    await page.goBack();
    await card.waitFor();
    await page.locator('a:focus', { hasText: 'Morning report' }).waitFor();
  });

  test('a query that finds nothing says so, and an unknown template leads on', async () => {
    await page.goto(`${url}/w/default/workflows/new?q=spreadsheet`);
    await page.getByText('No trigger, app or template has “spreadsheet” in it.').waitFor();
    await page.getByRole('button', { name: 'Clear search' }).click();
    await page.getByRole('heading', { name: 'Start from a template' }).waitFor();
    await page.goto(`${url}/w/default/workflows/new?template=nothing`);
    await page.getByRole('link', { name: 'All templates' }).click();
    await page.getByRole('heading', { name: 'Start from a template' }).waitFor();
  });
});

test.each([
  ['Schedule', { schedule: { type: 'schedule', cron: '0 9 * * 1-5' } }],
  ['Form', { form: { type: 'form', path: 'untitled-2' } }],
])('%s begins a workflow', async (...[name, triggers]) => {
  await begin();
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  expect(await designed(name === 'Form' ? 'untitled-2' : 'untitled')).toMatchObject({ triggers });
});

describe('import', () => {
  const document = {
    millrace: 1,
    name: 'orders',
    title: 'Orders',
    machine: { StartAt: 'A', States: { A: { Type: 'Succeed' } } },
  };

  test('what is no workflow is refused with its reason', async () => {
    await begin();
    await bring('{ "millrace": 1,');
    await page.getByRole('alert').getByText('It cannot be read as JSON').waitFor();
    await bring(JSON.stringify(document.machine));
    await page.getByRole('alert').getByText('a machine of Amazon States Language alone').waitFor();
    expect(await findViolations(page)).toEqual([]);
  });

  test('a file is looked at first, and then made', async () => {
    await bring(JSON.stringify(document));
    await page.getByRole('heading', { name: 'Orders' }).waitFor();
    await page.getByRole('button', { name: 'Import workflow' }).click();
    expect(await designed('orders')).toEqual(document);
  });

  test('a text that is pasted on the page is read too', async () => {
    await begin();
    await page.evaluate(`{
      const data = new DataTransfer();
      data.setData('text/plain', ${JSON.stringify(JSON.stringify(document))});
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    }`);
    await page.getByRole('button', { name: 'Import workflow' }).click();
    expect(await designed('orders-2')).toMatchObject({ title: 'Orders' });
  });

  test('a file that is dropped on the page is read too, and leaving it leads back', async () => {
    await begin();
    await page.evaluate(`{
      const data = new DataTransfer();
      const text = ${JSON.stringify(JSON.stringify(document))};
      data.items.add(new File([text], 'workflow.json', { type: 'application/json' }));
      for (const kind of ['dragover', 'drop'])
        document.querySelector('main h1').dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true }));
    }`);
    await page.getByRole('heading', { name: 'Orders' }).waitFor();
    await page.getByRole('link', { name: 'New', exact: true }).click();
    await page.getByRole('heading', { name: 'What starts it?' }).waitFor();
  });
});

describe('among more than a page of workflows', () => {
  const LAST = 'Zoo of the last page';
  test('one is found in the list, and in the command palette', async () => {
    const machine = { QueryLanguage: 'JSONata', StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };
    const titles = [...Array.from({ length: 110 }, (_, at) => `Flow ${at}`), LAST];
    // As many at once are more calls than a key may make; who is refused asks again.
    await Promise.all(
      titles.map((title, at) => {
        const body = { millrace: 1, name: `many-${String(at).padStart(3, '0')}`, title, machine };
        return until(async () => (await api('POST', '/workflows', { body })).code !== 'request.rate_limited');
      }),
    );
    await page.goto(`${url}/w/default/workflows`);
    await page.getByText('100+').waitFor();
    await page.getByRole('textbox', { name: 'Search by name' }).fill('last page');
    await page.getByRole('table').getByRole('link', { name: LAST }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('last page');
    await page.getByRole('dialog').getByText(LAST).click();
    await page.waitForURL('**/workflows/many-110/design');
  });
});

test('the browser has nothing to complain about', () => {
  expect(complaints).toEqual([]);
});
