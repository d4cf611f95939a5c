// The list of runs: found by what is in them, narrowed by chips and in the chart, kept as views.
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
let url: string;
let api: Api;

const orders: object = {
  ...{ millrace: 1, name: 'orders', title: 'Orders', triggers: { api: { type: 'call' } } },
  settings: { searchAttributes: { orderId: '{% $states.input.order.id %}' } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Check amount',
    States: {
      'Check amount': {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.order.amount > 1000 %}', Next: 'Consider' },
          { Condition: '{% $states.input.order.amount > 100 %}', Next: 'Refuse' },
        ],
        Default: 'Done',
      },
      Refuse: { Type: 'Fail', Error: 'Shop.TooMuch', Cause: 'The amount is too high.' },
      Consider: { Type: 'Wait', Seconds: 1, Next: 'Refuse' },
      Done: { Type: 'Succeed' },
    },
  },
};
const startOrder = (id: string, amount: number): Promise<unknown> =>
  api('POST', '/workflows/orders/runs', { body: { input: { order: { id, amount } } } });
const untilEnded = (count: number): Promise<unknown> =>
  until(async () => {
    const { items } = (await api('GET', '/runs?q=-status:queued,running')) as { readonly items: readonly unknown[] };
    return items.length === count;
  });

beforeAll(async () => {
  session = await startOwnerSession();
  ({ api, page, url } = session);
  await api('POST', '/workflows', { body: orders });
  await api('POST', '/workflows/orders/publish', { body: {} });
  for (let n = 1; n <= 6; n += 1) await startOrder(`A-${n}`, n > 4 ? 200 : 20);
  await untilEnded(6);
}, 120_000);
afterAll(() => session?.end());

const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const rows = (): Locator => page.getByRole('table', { name: 'Runs' }).locator('tbody tr');
const field = (): Locator => page.getByRole('textbox', { name: 'Add a condition' });
const slider = (name: string): Locator => page.getByRole('slider', { name });
const query = (): string => new URL(page.url()).searchParams.get('q') ?? '';
const untilRows = (count: number): Promise<unknown> => until(async () => (await rows().count()) === count);
/**
 * Opens a list of so many rows that hears of runs. A stream that opens makes the page read anew what it has: it is let through
 * once the rows are there, and the one reading that follows is waited for. From then on the page is told.
 */
async function openLive(address: string, count: number): Promise<void> {
  const stream = '**/api/v1/runs/events';
  let isOpen = false;
  await page.route(stream, async (route) => {
    await untilRows(count);
    isOpen = true;
    await route.continue();
  });
  const isList = (url: string): boolean => /\/api\/v1\/runs\?.*limit=50/.test(url);
  const read = page.waitForEvent('request', (request) => isOpen && isList(request.url()));
  await page.goto(address);
  await (await read).response();
  await page.unroute(stream);
}
async function look(name: string): Promise<void> {
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, name);
}

test('a run is found by a member of its input', async () => {
  await page.goto(`${url}/w/default/runs`);
  await untilRows(6);
  await page.getByText('6 runs in this time').waitFor();
  await look('runs');
  await page.keyboard.press('/');
  await page.keyboard.type('input.order.id:A-3');
  await page.keyboard.press('Enter');
  await untilRows(1);
  expect(query()).toBe('input.order.id:A-3');
  await page.getByText('6 runs were looked at: all.').waitFor();
  await page.getByText(/^The chart counts all runs/).waitFor();
});

test('a chip goes with its cross, and comes back into the field with a click', async () => {
  await button('Edit input.order.id:A-3').click();
  await expectSoon(() => field().inputValue()).toBe('input.order.id:A-3');
  await field().fill('orderId:A-6,A-2');
  await field().press('Enter');
  await untilRows(2);
  await field().fill('sta');
  await page.getByRole('option', { name: 'status:' }).click();
  await page.getByRole('option', { name: 'failed', exact: true }).click();
  await untilRows(1);
  expect(query()).toBe('orderId:A-6,A-2 status:failed');
  await look('runs-query');
  await button('Remove orderId:A-6,A-2').click();
  await untilRows(2);
  expect(query()).toBe('status:failed');
});

test('what cannot be understood is said below the field, with its place', async () => {
  await field().fill('from:-1h until:-2h');
  await field().press('Enter');
  const alert = page.getByRole('search').getByRole('alert');
  await alert.getByText(/The range ends before it begins/).waitFor();
  await expectSoon(() => alert.locator('mark').textContent()).toBe('until:-2h');
  await look('runs-query-problem');
  await field().fill('');
  await button('As text').click();
  const whole = page.getByRole('textbox', { name: 'Query' });
  await expectSoon(() => whole.inputValue()).toBe('status:failed');
  await whole.fill('status:failed orderId:A-5');
  await whole.press('Enter');
  await untilRows(1);
  await button('As chips').click();
});

test('a query is kept as a view, shown with its count, renamed and removed', async () => {
  await button('Save view').click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Refused A-5');
  await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click();
  const views = page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('button', { name: 'Refused A-5 1' }).waitFor();
  await views.getByRole('button', { name: 'All' }).click();
  await untilRows(6);
  await views.getByRole('button', { name: 'Refused A-5 1' }).click();
  await untilRows(1);
  await button('Change the view Refused A-5').click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await button('Save view').waitFor();
  await button('Clear filters').click();
  await untilRows(6);
});

test('the chart is the range of the list, by keys and by the mouse', async () => {
  await slider('End of the range').focus();
  // Some hours, in which nothing was started: a quarter of one may begin at any moment.
  await page.keyboard.press('PageDown');
  await until(() => Promise.resolve(query().includes('until:')));
  await page.getByText('0 runs chosen').waitFor();
  await page.getByRole('heading', { name: 'No runs match' }).waitFor();
  await look('runs-brush');
  await slider('End of the range').focus();
  await page.keyboard.press('Escape');
  await untilRows(6);
  const area = slider('End of the range').locator('..');
  const box = await area.boundingBox();
  if (box === null) throw new Error('There is no chart.');
  await page.mouse.move(box.x + box.width * 0.5, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + 40, { steps: 4 });
  await page.mouse.up();
  await until(() => Promise.resolve(/^from:\S+Z$/.test(query())));
  await untilRows(6);
  await page.getByText('6 runs chosen').waitFor();
});

test('columns are chosen, and the address keeps them', async () => {
  await button('Columns').click();
  await page.getByRole('checkbox', { name: 'Trigger' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('columnheader', { name: 'Trigger' }).waitFor({ state: 'detached' });
  await page.reload();
  await untilRows(6);
  await expectSoon(() => page.getByRole('columnheader', { name: 'Trigger' }).count()).toBe(0);
});

test('what other pages link to is a chip, and new runs wait behind a bar', async () => {
  await openLive(`${url}/w/default/runs?status=succeeded&since=24h`, 4);
  await button('Remove status:succeeded').waitFor();
  await startOrder('A-7', 1);
  await startOrder('A-8', 500);
  await page.getByText('1 new run').click();
  await untilRows(5);
  await button('Remove status:succeeded').click();
  await untilRows(8);
  await field().fill('status:failed');
  await field().press('Enter');
  await untilRows(3);
  // It matches some time after it came.
  await startOrder('A-9', 5000);
  await page.getByText('1 new run').click();
  await untilRows(4);
});

test('the matches are exported', async () => {
  await button('Export').click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('runs.csv');
  await page.getByText('4 runs were exported.').waitFor();
});

test('nothing is wider than a phone, and nothing has complained', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')).toBe(false);
  expect(await findViolations(page)).toEqual([]);
  expect(session?.complaints).toEqual([]);
});
