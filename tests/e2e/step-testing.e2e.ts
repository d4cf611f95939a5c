// Trying single steps of a draft: what is missing is asked for, and what stands in for a step is kept, marked and never live.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { until } from '@millrace/testing';
import { takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import type { Api } from './owner.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';

let session: OwnerSession | undefined;
let service: Server | undefined;
let page: Page;
let complaints: string[];
let api: Api;
/** The paths that the service was called at. */
const calls: string[] = [];

beforeAll(async () => {
  service = createServer((request, response) => {
    calls.push(request.url ?? '');
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{"level":"gold","call":${calls.length}}`);
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  session = await startOwnerSession({ MILLRACE_OUTBOUND_ALLOW: '127.0.0.1/32' });
  ({ api, complaints, page } = session);
  await api('POST', '/workflows', { body: orders(`http://127.0.0.1:${(service.address() as AddressInfo).port}`) });
  await page.goto(`${session.url}/w/default/workflows/orders/design`);
});
afterAll(async () => {
  await session?.end();
  service?.closeAllConnections();
  service?.close();
});

/** Asks for a customer and charges it; a charge that fails is mended. */
function orders(serviceUrl: string): object {
  const call = (path: string, body?: string): object => ({
    ...{ Type: 'Task', Resource: 'connector:http/request' },
    Arguments: { method: body === undefined ? 'GET' : 'POST', url: `${serviceUrl}/${path}`, ...(body && { body }) },
  });
  const States = {
    Customer: { ...call('customer'), Assign: { customer: '{% $states.result.body %}' }, Next: 'Charge' },
    Charge: {
      ...call('charge', "{% { 'level': $customer.level } %}"),
      Assign: { charge: '{% $states.result.body %}' },
      Catch: [{ ErrorEquals: ['Card.Declined'], Next: 'Mend' }],
      Next: 'Done',
    },
    Mend: { Type: 'Pass', Output: 'mended', End: true },
    Done: { Type: 'Succeed', Output: '{% $charge %}' },
  };
  const machine = { QueryLanguage: 'JSONata', StartAt: 'Customer', States };
  return { millrace: 1, name: 'orders', title: 'Orders', triggers: { call: { type: 'call' } }, machine };
}

/** Goes through three numbers, of which two are small. */
const numbers = {
  ...{ millrace: 1, name: 'numbers', title: 'Numbers', triggers: { call: { type: 'call' } } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Each',
    States: {
      Each: {
        ...{ Type: 'Map', Items: '{% [1, 2, 30] %}', Next: 'Done' },
        ItemProcessor: {
          StartAt: 'Which',
          States: {
            Which: {
              ...{ Type: 'Choice', Default: 'Small' },
              Choices: [{ Condition: '{% $states.context.Map.Item.Value > 9 %}', Next: 'Big' }],
            },
            Small: { Type: 'Pass', End: true },
            Big: { Type: 'Pass', End: true },
          },
        },
      },
      Done: { Type: 'Succeed' },
    },
  },
};

const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' });
const tab = (name: string): Locator => page.getByRole('tab', { name, exact: true });
const line = (name: string): Locator =>
  page.getByRole('tree', { name: 'Outline' }).getByRole('treeitem', { name: new RegExp(name) });
const region = (name: string): Locator => page.getByRole('region', { name, exact: true });
/** A step on the canvas that says something of itself. */
const card = (name: string, mark: string): Locator =>
  page.getByRole('group', { name: new RegExp(`^Step [\\d.]+, ${name}, .*${mark}`) });
const drawer = (): Locator => page.getByRole('region', { name: 'Run, data, problems and JSON' });

async function open(step: string): Promise<void> {
  await line(step).click();
  await until(async () => (await line(step).getAttribute('aria-selected')) === 'true');
}
/** Writes JSON into the editor of a value. */
async function write(name: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name, exact: true }).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}
/** Does something that starts a test; gives its steps once it is over: their names, and what they gave. */
async function tested(start: () => Promise<void>): Promise<Readonly<Record<string, unknown>>> {
  const before = (await runs())[0]?.id;
  await start();
  let newest: Run | undefined;
  await until(async () => {
    newest = (await runs())[0];
    return newest !== undefined && newest.id !== before && ['succeeded', 'failed'].includes(newest.status);
  });
  const { items } = (await api('GET', `/runs/${newest?.id ?? ''}/steps`)) as unknown as { items: Step[] };
  await drawer()
    .getByText(/^(?:Succeeded|Failed)$/)
    .first()
    .waitFor();
  return Object.fromEntries(items.map(({ state, output, error }) => [state, error ?? output]));
}
interface Run {
  readonly id: string;
  readonly status: string;
}
interface Step {
  readonly state: string;
  readonly output?: unknown;
  readonly error?: string;
}
const runs = async (): Promise<readonly Run[]> =>
  ((await api('GET', '/runs?workflow=orders&test=true')) as unknown as { items: Run[] }).items;

describe('one step', () => {
  test('asks by name for what it reads, and takes no text that is no JSON', async () => {
    await open('Charge');
    await button('Test step, writes to HTTP').click();
    await region('This step reads what the chosen data does not have').waitFor();
    await write('Value of $customer', '{ "level": "silver" }');
    await expectSoon(() => button('Test with these values').isEnabled()).toBe(true);
    await write('Value of $customer', '{ "level": ');
    await until(() => button('Test with these values').isDisabled());
    expect(await findViolations(page)).toEqual([]);
    await write('Value of $customer', '{ "level": "silver" }');
    const steps = await tested(() => button('Test with these values').click());
    expect(steps).toMatchObject({ Charge: { status: 200, body: { level: 'gold' } } });
    expect(calls).toEqual(['/charge']);
    await tab('HTTP').click();
    await region('Result of the last test').getByText('First byte').waitFor();
    await takePictures(page, 'step-test-http');
    await tab('Output').first().click();
  });

  test('runs on from its start as far as somebody wants, with what is pinned', async () => {
    await open('Customer');
    calls.length = 0;
    expect(await tested(() => button('Test step, writes to HTTP').click())).toMatchObject({
      Customer: { status: 200 },
    });
    await tab('Test').click();
    await button('Pin this result').click();
    await region('Pinned result').waitFor();
    await card('Customer', 'result pinned').waitFor();
    await open('Charge');
    const steps = await tested(() => button('Run to here').click());
    expect(Object.keys(steps)).toEqual(['Customer', 'Charge']);
    // Once by the test of the step alone, never again.
    expect(calls).toEqual(['/customer', '/charge']);
    await open('Customer');
    await tab('Test').click();
    await tested(() => button('Run it for real, once').click());
    expect(calls.slice(2)).toEqual(['/customer']);
    await region('Pinned result').waitFor();
    await button('Unpin').click();
    await until(async () => (await region('Pinned result').count()) === 0);
  });

  test('has its last result marked as soon as it is changed, and not when it is only noted on', async () => {
    const stale = page.getByText('Changed since last test', { exact: true });
    await tab('Notes').click();
    await page.getByRole('textbox', { name: 'Note' }).fill('the one who pays');
    await tab('Setup').click();
    const address = page.getByRole('textbox', { name: 'URL' });
    const before = await address.inputValue();
    await address.fill(`${before}?fresh`);
    await tab('Test').click();
    await stale.waitFor();
    await card('Customer', 'changed since last test').waitFor();
    await tested(() => button('Test step, writes to HTTP').click());
    await until(async () => (await stale.count()) === 0);
  });
});

describe('what stands in for a step', () => {
  test('is a result that the action could give, unless somebody insists', async () => {
    await open('Charge');
    await button('Mock instead').click();
    const dialog = page.getByRole('dialog', { name: 'Mock of Charge' });
    await write('Result', '{ "status": "paid", "body": { "paid": true } }');
    await button('Save mock').click();
    await dialog.getByRole('alert').getByText('status must be').waitFor();
    await button('Save it all the same').waitFor();
    await takePictures(page, 'mock-refused');
    expect(await findViolations(page)).toEqual([]);
    await write('Result', '{ "status": ');
    await until(() => button('Save mock').isDisabled());
    await write('Result', '{ "status": 201, "headers": {}, "cookies": [], "body": { "paid": true } }');
    await button('Save mock').click();
    await dialog.waitFor({ state: 'detached' });
    await card('Charge', 'result mocked').waitFor();
    calls.length = 0;
    const steps = await tested(() => button('Test').click());
    expect(steps).toMatchObject({ Charge: { status: 201 }, Done: { paid: true } });
    expect(calls).toEqual(['/customer?fresh']);
  });

  test('may be an error, which goes where it is caught', async () => {
    await tab('Test').click();
    await button('Edit mock').click();
    await page.getByText('fails', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Error' }).fill('Card.Declined');
    await page.getByRole('textbox', { name: 'Cause' }).fill('no money');
    await button('Save mock').click();
    const steps = await tested(() => button('Test').click());
    expect(steps).toMatchObject({ Charge: 'Card.Declined', Mend: 'mended' });
    expect(steps).not.toHaveProperty('Done');
  });

  test('is no part of what goes live', async () => {
    await api('POST', '/workflows/orders/publish', { body: {} });
    calls.length = 0;
    await api('POST', '/workflows/orders/runs?wait=30', { body: { input: {} } });
    expect(calls).toEqual(['/customer?fresh', '/charge']);
  });
});

test('each item of a loop is looked at by itself, and ways tell how many went along', async () => {
  await api('POST', '/workflows', { body: numbers });
  await page.goto(`${session?.url ?? ''}/w/default/workflows/numbers/design`);
  await line('Each').waitFor();
  await button('Test').click();
  const head = page.getByRole('group', { name: /^Step \d, Each, / });
  await head.getByText('all 3').waitFor();
  const counts = page.getByTitle(/^\d items?$/);
  await until(async () => (await counts.allTextContents()).sort().join() === '1,2,3,3');
  await head.getByRole('button', { name: 'Next iteration' }).click();
  await head.getByText('iteration 1 of 3').waitFor();
  await card('Small', 'Succeeded').waitFor();
  await expectSoon(() => card('Big', 'Succeeded').count()).toBe(0);
  await head.getByRole('button', { name: 'Previous iteration' }).click();
  // The waterfall leads into the loop as well.
  await drawer().getByRole('option', { name: /Big/ }).click();
  await head.getByText('iteration 3 of 3').waitFor();
  await expectSoon(() => card('Small', 'Succeeded').count()).toBe(0);
  await takePictures(page, 'step-loop');
});

test('the data of a past run is used in two clicks', async () => {
  await open('Done');
  await tab('Test').click();
  await button('Choose other data').click();
  await page
    .getByRole('button', { name: /^Use the data of the run of/ })
    .last()
    .click();
  await page.getByText('In use').waitFor();
  expect(complaints).toEqual([]);
});
