// A run that failed is retried where it failed, from an earlier step, or replayed: what is done again is counted where it is done.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@millrace/testing';
import type { Page } from 'playwright-core';
import { takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import type { Api } from './owner.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';

let session: OwnerSession | undefined;
let service: Server | undefined;
let page: Page;
let complaints: string[];
let url: string;
let api: Api;
let serviceUrl: string;
/** Names of what was called, in order, and of what is refused. */
const called: string[] = [];
const refused = new Set<string>();

beforeAll(async () => {
  service = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const name = decodeURIComponent((request.url ?? '').slice(1));
      called.push(name);
      const body = refused.has(name) ? { message: `The card of ${name} was declined.` } : { done: name };
      response
        .writeHead(refused.has(name) ? 422 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  serviceUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  session = await startOwnerSession({ MILLRACE_OUTBOUND_ALLOW: '127.0.0.1' });
  ({ api, complaints, page, url } = session);
  await publish('sale', {
    Reserve: call("'reserve ' & $states.context.Execution.Input.order", { Next: 'Charge cards' }),
    'Charge cards': {
      ...{ Type: 'Map', Items: ['ada', 'bob', 'cyd'], MaxConcurrency: 1, Next: 'Ship' },
      ItemProcessor: { StartAt: 'Charge', States: { Charge: call('$states.input') } },
    },
    Ship: call("'ship'"),
  });
  await publish('sleepy', { Sleep: { Type: 'Wait', Seconds: 3600, End: true } });
}, 120_000);
afterAll(async () => {
  await session?.end();
  service?.closeAllConnections();
  service?.close();
});

const call = (name: string, more: object = { End: true }): object => ({
  ...{ Type: 'Task', Resource: 'connector:http/request' },
  Arguments: { method: 'POST', url: `{% '${serviceUrl}/' & ${name} %}`, body: {} },
  ...more,
});

async function publish(name: string, states: object): Promise<void> {
  const machine = { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states };
  await api('POST', '/workflows', { body: { millrace: 1, name, triggers: { call: { type: 'call' } }, machine } });
  await api('POST', `/workflows/${name}/publish`, { body: {} });
}

/** Starts a run and opens its page. */
async function openRun(workflow: string, input: object = { order: 7 }): Promise<string> {
  const runId = String((await api('POST', `/workflows/${workflow}/runs`, { body: { input } })).runId);
  await page.goto(`${url}/w/default/runs/${runId}`);
  return runId;
}
async function openFailed(): Promise<string> {
  called.length = 0;
  refused.add('bob');
  const runId = await openRun('sale');
  await button('Retry from Charge cards').waitFor();
  refused.clear();
  return runId;
}

/** Of the run: what a step has is in a head of its own. */
const badge = (status: string) =>
  page
    .locator('header', { has: page.locator('h1') })
    .getByText(status, { exact: true })
    .first();
const button = (name: string) => page.getByRole('button', { name, exact: true });
const dialog = (name: string) => page.getByRole('dialog', { name });
const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });
const strip = () => page.getByLabel('Summary');
/** Until the page is another run's; gives its id. */
async function whenMoved(from: string): Promise<string> {
  await page.waitForURL((address) => address.pathname.includes('/runs/') && !address.pathname.includes(from));
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

describe('retry', () => {
  test('goes on where the run failed, as a new run; either run leads to the other', async () => {
    const first = await openFailed();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'run-retry-failed');
    await button('Retry from Charge cards').click();
    const second = await whenMoved(first);
    await badge('Succeeded').waitFor();
    expect(called).toEqual(['reserve 7', 'ada', 'bob', 'bob', 'cyd', 'ship']);
    await strip().getByText('Retry of').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'run-retry-new');
    await page.getByRole('option', { name: 'Ship' }).click();
    await page.getByRole('tab', { name: 'HTTP 1' }).click();
    await page.getByText('First byte').waitFor();
    await takePictures(page, 'run-http');
    await strip().getByRole('link', { name: 'Charge cards' }).click();
    await whenMoved(second);
    await strip().getByText('Made of it').waitFor();
    await strip().getByText('Succeeded').waitFor();
    expect(new URL(page.url()).pathname).toContain(first);
    await takePictures(page, 'run-retried-by');
  });

  test('from an earlier step with another input, and with what it says of the live version', async () => {
    const first = await openFailed();
    await page.getByRole('option', { name: 'Reserve' }).click();
    await button('Retry from here…').click();
    await dialog('Retry from Reserve').getByText('It begins at Reserve, on version 1.').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'run-retry-dialog');
    await page.getByRole('dialog').getByLabel('Input of the step').fill('{');
    await expectSoon(() => inDialog('Retry').isDisabled()).toBe(true);
    await page.getByRole('dialog').getByLabel('Input of the step').fill('{ "order": 8 }');
    await until(async () => !(await inDialog('Retry').isDisabled()));
    await inDialog('Retry').click();
    const second = await whenMoved(first);
    await badge('Succeeded').waitFor();
    expect((await api('GET', `/runs/${second}`)).retryOf).toEqual({ id: first, kind: 'retry', from: 'Reserve' });
  });

  test('by its key; a run that has succeeded is only replayed', async () => {
    const first = await openFailed();
    await page.locator('h1').click();
    await page.keyboard.press('r');
    await whenMoved(first);
    await badge('Succeeded').waitFor();
    await button('Replay…').waitFor();
    await expectSoon(() => page.getByRole('button', { name: 'Retry from Charge cards' }).count()).toBe(0);
  });
});

describe('replay', () => {
  test('starts over with another input, by its key', async () => {
    const first = await openFailed();
    await button('More ways to run again').click();
    await page.getByRole('menuitem', { name: 'Retry with another input or version…' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('menuitem').first().waitFor({ state: 'detached' });
    await page.locator('h1').click();
    await page.keyboard.press('Shift+R');
    await dialog('Replay this run').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'run-replay-dialog');
    await page.getByRole('dialog').getByLabel('Input of the new run').fill('{ "order": 9 }');
    await inDialog('Replay').click();
    await whenMoved(first);
    await badge('Succeeded').waitFor();
    expect(called.slice(-5)).toEqual(['reserve 9', 'ada', 'bob', 'cyd', 'ship']);
    await strip().getByText('Replay of').waitFor();
  });
});

describe('cancel', () => {
  test('by its key, after a question; then the run can be retried where it was', async () => {
    await openRun('sleepy');
    await button('Cancel run').waitFor();
    await page.locator('h1').click();
    await page.keyboard.press('y');
    await inDialog('Cancel').click();
    await badge('Cancelled').waitFor();
    await button('Retry from Sleep').waitFor();
  });

  test('is in the palette with the others, by its own words', async () => {
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Search').fill('Retry from');
    await page.getByText('Retry from Sleep').last().waitFor();
    await page.keyboard.press('Escape');
  });

  test('nothing complained', () => {
    expect(complaints).toEqual([]);
  });
});
