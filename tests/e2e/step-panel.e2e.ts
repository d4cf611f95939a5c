// The panel of a step as somebody uses it: what may go wrong, where data goes, expressions with room, and help at hand.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { until } from '@millrace/testing';
import { takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import type { Api } from './owner.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';
import { packShop } from './shop-connector.ts';

let session: OwnerSession | undefined;
let page: Page;
let complaints: string[];
let api: Api;

beforeAll(async () => {
  const shop = await packShop();
  session = await startOwnerSession({ MILLRACE_UNSIGNED_CONNECTORS: 'allow' });
  ({ api, complaints, page } = session);
  const published = await page.request.post(`${session.url}/api/v1/connectors/packages?promote=true`, {
    data: Buffer.from(shop),
    headers: { 'content-type': 'application/gzip', origin: session.url },
  });
  expect(await published.text()).toContain('1.0.0');
  await api('POST', '/workflows', { body: document });
  await page.goto(`${session.url}/w/default/workflows/orders/design`);
});
afterAll(() => session?.end());
beforeEach(() => {
  complaints.length = 0;
});

const task = (name: string, more: object): object => ({ Type: 'Task', Resource: `connector:shop/${name}`, ...more });
const document = {
  ...{ millrace: 1, name: 'orders', title: 'Orders', connectors: { shop: '1.0.0' } },
  triggers: { hook: { type: 'webhook', path: 'orders', key: '{% $states.input.body.id %}' } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Order',
    States: {
      Order: task('create_order', {
        Arguments: {
          ...{ customer: 'Ada', query: "select 1 from orders where name = 'x'", mail: '<p class="a">Hello</p>' },
          ...{ script: 'return 1', extra: '{"a": true}' },
        },
        Assign: { order: '{% $states.result %}' },
        Next: 'Second',
      }),
      Second: task('create_order', { Arguments: { customer: '{% $order.id %}' }, Next: 'Which' }),
      Which: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'Tell' }], Default: 'Tell' },
      Tell: { Type: 'Pass', Output: { text: '{% 1 %}' }, End: true },
    },
  },
};

type State = Readonly<Record<string, unknown>>;
/** A step of the draft as it is saved. */
async function stored(step: string): Promise<State | undefined> {
  await page
    .getByText(/^Saved/)
    .first()
    .waitFor();
  const draft = (await api('GET', '/workflows/orders/draft')) as {
    readonly document: { readonly machine: { readonly States: Readonly<Record<string, State>> } };
  };
  return draft.document.machine.States[step];
}
const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' });
const tab = (name: string): Locator => page.getByRole('tab', { name, exact: true });
const region = (name: string): Locator => page.getByRole('region', { name, exact: true });
const text = (name: string): Locator => page.getByRole('textbox', { name, exact: true });
const line = (name: string): Locator => page.getByRole('tree', { name: 'Outline' }).getByTitle(name, { exact: true });
const data = (name: string | RegExp): Locator =>
  page.getByRole('tree', { name: 'Data' }).getByRole('treeitem', { name }).first();

async function open(step: string): Promise<void> {
  await line(step).click();
  await until(async () => (await line(step).getAttribute('aria-selected')) === 'true');
}
/** Replaces what stands in an editor. */
async function write(name: string, next: string): Promise<void> {
  await text(name).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(next);
}

describe('the settings of a step', () => {
  test('of a language have its colours, also with data in them', async () => {
    await open('Order');
    const isColoured = (field: string, word: string): Promise<boolean> =>
      text(field)
        .getByText(word, { exact: true })
        .evaluate((part) => {
          const { getComputedStyle } = globalThis as unknown as {
            getComputedStyle: (of: unknown) => { color: string };
          };
          const around = (part as { closest: (selector: string) => unknown }).closest('.cm-line');
          return getComputedStyle(part).color !== getComputedStyle(around).color;
        });
    for (const [field, word] of [
      ['Report', 'select'],
      ['Mail', 'class'],
      ['Script', 'return'],
      ['Extra', 'true'],
    ] as const)
      await until(() => isColoured(field, word).catch(() => false));
    await text('Mail').press('Control+e');
    await text('Mail').press('Control+e');
    await button('Mail: Text').waitFor();
    await until(() => isColoured('Mail', 'class').catch(() => false));
    await takePictures(page, 'step-languages');
    await text('Mail').press('Control+e');
  });

  test('are helped with where they stand', async () => {
    const { href } = new URL(page.url());
    await button('Help for this action').click();
    const help = region('Help for Create an order');
    for (const words of ['Puts an order into the books.', 'Who pays.', 'What the shop calls it.'])
      await help.getByText(words).waitFor();
    expect(page.url()).toBe(href);
    expect(await findViolations(page)).toEqual([]);
    await button('Close help').click();
  });

  test('of a trigger are read of the call, by its name', async () => {
    await line('Webhook').click();
    await button('Webhook › body › id').waitFor();
    await expectSoon(() => page.getByText('Previous output').count()).toBe(0);
    await button('Webhook › body › id').click();
    await data('method').click();
    await button('Webhook › method').waitFor();
    await page
      .getByText(/^Saved/)
      .first()
      .waitFor();
    expect(await api('GET', '/workflows/orders/draft')).toMatchObject({
      document: { triggers: { hook: { key: '{% $states.input.method %}' } } },
    });
  });
});

test('what happens on an error is set, and shown before it happens', async () => {
  await open('Order');
  await tab('On error').click();
  await button('Retry what passes by itself').click();
  await page.getByText('After 1 s, 2 s, 4 s, 8 s, 16 s · 31 s of waiting in all, at most').waitFor();
  const drawn = page.locator('fieldset svg circle');
  await expectSoon(() => drawn.count()).toBe(6);
  await text('Retries').fill('2');
  await page.getByText('After 1 s, 2 s · 3 s of waiting in all, at most').waitFor();
  await expectSoon(() => drawn.count()).toBe(3);
  await button('Add catch rule').click();
  await page.getByRole('combobox', { name: 'Go to' }).click();
  await page.getByRole('option', { name: 'New step …' }).click();
  await page.getByRole('searchbox', { name: 'Search steps' }).last().waitFor();
  await page.keyboard.type('transform');
  await page.keyboard.press('Enter');
  await line('Transform').waitFor();
  await open('Order');
  await tab('On error').click();
  await text('Timeout in seconds').fill('30');
  await button('Undo with Cancel an order').click();
  await button('Result of the undone step › Order ID').waitFor();
  await takePictures(page, 'step-on-error');
  expect(await findViolations(page)).toEqual([]);
  expect(await stored('Order')).toMatchObject({
    Retry: [{ MaxAttempts: 2, IntervalSeconds: 1 }],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Transform' }],
    TimeoutSeconds: 30,
    Compensate: { Resource: 'connector:shop/cancel_order', Arguments: { id: '{% $states.result.id %}' } },
  });
  await tab('Setup').click();
  await expectSoon(() => page.getByText(/^Also set, and edited as JSON/).count()).toBe(0);
});

test('whoever looks at a reader of data sees it on the canvas', async () => {
  await tab('Output').click();
  const reader = region('Where its data goes').getByRole('button', { name: 'Second' });
  const found = page.locator('[data-item="Second"][data-found=true]').first();
  await expectSoon(() => found.count()).toBe(0);
  await reader.hover();
  await found.waitFor();
  await reader.click();
  await tab('Output').click();
  await region('Where its data comes from').getByRole('button', { name: 'Order' }).focus();
  await page.locator('[data-item="Order"][data-found=true]').first().waitFor();
});

describe('an expression', () => {
  test('has room, with its data and its result beside it', async () => {
    await open('Tell');
    await text('Value of text').click();
    await page.keyboard.press('Control+Shift+e');
    const dialog = page.getByRole('dialog', { name: /^Expression for/ });
    await dialog.getByRole('textbox').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    // Nothing keeps it yet: it is kept as soon as it is picked.
    await dialog
      .getByRole('treeitem', { name: /^Second/ })
      .first()
      .click();
    await until(async () => (await dialog.getByRole('textbox').last().textContent()) === '$second');
    await page.keyboard.insertText('~>$string');
    await button('Format').click();
    await until(async () => (await dialog.getByRole('textbox').last().textContent()) === '$second ~> $string');
    await takePictures(page, 'step-full-size');
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    // In the dialog the key applies, and runs nothing.
    await expectSoon(() => page.getByText('No test yet').or(page.getByText('Hide this test')).count()).toBe(0);
    expect(await stored('Tell')).toMatchObject({ Output: { text: '{% $second ~> $string %}' } });
    expect(await stored('Second')).toMatchObject({ Assign: { second: '{% $states.result %}' } });
  });

  test.each([
    ['endless recursion', '($f := function(){$f()}; $f())'],
    ['a loop that takes for ever', '($f := function($n){$n > 0 ? $f($n - 1) : 0}; $f(100000000))'],
    ['a list of millions', '$reduce([1..9000000], function($sum, $n){$sum + $n})'],
    ['recursion that is too deep', '($f := function($n){1 + $f($n)}; $f(1))'],
  ])('that is %s is stopped by name, and the typing goes on', async (...[, endless]) => {
    const result = region('Result of Value of text');
    await write('Value of text', endless);
    // Whichever is first: the page, which ends its worker, or the evaluator, which counts.
    await result
      .getByText(/^stopped after 500 ms|longer than 500 ms|more than \d+ (?:steps|items)|deeper than/)
      .waitFor();
    await write('Value of text', '6 * ');
    await page.keyboard.type('7');
    await result.getByText('42', { exact: true }).waitFor();
  });
});

test('a condition keeps what it asks about, too', async () => {
  await open('Which');
  await text('Value of comparison 1').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await data(/^Second/).click();
  await until(async () => (await text('Value of comparison 1').textContent()) === '$second');
  expect(complaints).toEqual([]);
});
