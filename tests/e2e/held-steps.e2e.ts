// Steps that stand still: a person sees what happened, and decides; a mended connection lets its steps go on. And steps that ask
// a person, who answers on a phone.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import type { Api } from './owner.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';

const GOOD = 'sesame';

let session: OwnerSession | undefined;
let service: Server | undefined;
let page: Page;
let complaints: string[];
let url: string;
let api: Api;
let serviceUrl: string;
/** Whether the service hangs up once it has heard. */
let isDropping = true;
let calls = 0;

beforeAll(async () => {
  service = createServer((request, response) => {
    request.resume();
    calls += 1;
    request.on('end', () => {
      const { authorization } = request.headers;
      if (authorization !== undefined && authorization !== `Bearer ${GOOD}`)
        response.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"Who is there?"}');
      else if (isDropping) request.socket.destroy();
      else response.writeHead(201, { 'content-type': 'application/json' }).end('{"charge":"ch_1"}');
    });
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  serviceUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}/charges`;
  session = await startOwnerSession({ MILLRACE_OUTBOUND_ALLOW: '127.0.0.1' });
  ({ api, complaints, page, url } = session);
  await publish('charge', { Charge: charge() });
  await publish('charge-each', {
    Each: {
      ...{ Type: 'Map', Items: ['a', 'b', 'c'], End: true },
      ItemProcessor: { StartAt: 'Charge', States: { Charge: charge() } },
    },
  });
}, 120_000);
afterAll(async () => {
  await session?.end();
  service?.closeAllConnections();
  service?.close();
});

const charge = (more: object = {}): object => ({
  ...{ Type: 'Task', Resource: 'connector:http/request', End: true },
  Arguments: { method: 'POST', url: serviceUrl, body: { amount: 12 } },
  ...more,
});

async function publish(name: string, states: object, more: object = {}): Promise<void> {
  const machine = { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states };
  await api('POST', '/workflows', {
    body: { millrace: 1, name, triggers: { call: { type: 'call' } }, machine, ...more },
  });
  await api('POST', `/workflows/${name}/publish`, { body: {} });
}

/** Starts a run and opens its page. */
async function openRun(workflow: string): Promise<string> {
  const runId = String((await api('POST', `/workflows/${workflow}/runs`, { body: {} })).runId);
  await page.goto(`${url}/w/default/runs/${runId}`);
  return runId;
}

/** Of the run or of the step that is looked at. */
const mark = (status: string) => page.locator('header').getByText(status, { exact: true }).first();
/** Of the run: what a step has is in a head of its own. */
const badge = (status: string) =>
  page
    .locator('header', { has: page.locator('h1') })
    .getByText(status, { exact: true })
    .first();
const button = (name: string) => page.getByRole('button', { name, exact: true });
const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

describe('a call of which nobody knows what became', () => {
  test('is no failure: the run waits, and says for what', async () => {
    const runId = await openRun('charge');
    await page.getByRole('heading', { name: 'Sent, no answer. It may have happened.' }).waitFor();
    await mark('Outcome unknown').waitFor();
    await expectSoon(() => page.getByText('Failed', { exact: true }).count()).toBe(0);
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'run-held');
    await page.getByRole('tab', { name: 'Canvas' }).click();
    await page.locator('[aria-label^="Step 1, "]').waitFor();
    await takePictures(page, 'run-held-canvas');
    expect((await api('GET', `/runs/${runId}`)).status).toBe('waiting');
  });

  test('happened: its result is entered, and the run goes on with it', async () => {
    await button('It happened').click();
    const result = page.getByRole('dialog').getByLabel('Result, as JSON');
    // What the action gives back, as its connector shows it.
    await until(async () => (await result.inputValue()).includes('"status"'));
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'run-held-happened');
    await result.fill('{');
    await expectSoon(() => inDialog('Go on with this result').isDisabled()).toBe(true);
    await result.fill('{ "charge": "ch_seen" }');
    await inDialog('Go on with this result').click();
    await badge('Succeeded').waitFor();
    await page.getByRole('tab', { name: 'Payload' }).click();
    await page.getByText('ch_seen').first().waitFor();
  });

  test('did not happen: it is called again', async () => {
    await openRun('charge');
    await button('It did not: call again').waitFor();
    isDropping = false;
    await button('It did not: call again').click();
    await badge('Succeeded').waitFor();
    isDropping = true;
  });

  test('fails, when somebody lets it', async () => {
    await openRun('charge');
    await button('Fail the step').click();
    await inDialog('Fail the step').click();
    await badge('Failed').waitFor();
    await page.getByRole('heading', { name: 'We cannot tell whether this happened' }).waitFor();
  });

  test('happened after all, when its run has ended: another run goes on behind it, and calls nothing', async () => {
    const before = calls;
    const failed = page.url();
    await takePictures(page, 'run-unknown-ended');
    await button('Mark done').click();
    await page.getByRole('dialog').getByLabel('Result, as JSON').fill('{ "charge": "ch_late" }');
    expect(await findViolations(page)).toEqual([]);
    await inDialog('Go on with this result').click();
    await page.waitForURL((address) => address.href !== failed);
    await badge('Succeeded').waitFor();
    await page.getByRole('tab', { name: 'Payload' }).click();
    await page.getByText('ch_late').first().waitFor();
    expect(calls).toBe(before);
  });

  test('each step of several is decided by itself', async () => {
    await openRun('charge-each');
    await page.getByText('3 steps stand still').waitFor();
    await takePictures(page, 'run-held-several');
    expect(await findViolations(page)).toEqual([]);
    isDropping = false;
    await page.getByRole('button', { name: 'Outcome unknown Each [1] › Charge' }).click();
    await button('It did not: call again').click();
    await page.getByText('2 steps stand still').waitFor();
    for (let left = 2; left > 0; left -= 1) {
      await button('It did not: call again').click();
      if (left > 1) await page.getByText('2 steps stand still').waitFor({ state: 'detached' });
    }
    await badge('Succeeded').waitFor();
  });
});

describe('a connection that the service refuses', () => {
  test('is named by the run that waits for it, which leads to it', async () => {
    await api('POST', '/connections', {
      body: {
        ...{ name: 'pay', kind: 'connector', connector: 'http', authKind: 'bearer', fields: { token: 'worn-out' } },
        allowedHosts: ['127.0.0.1'],
      },
    });
    await publish('charge-by-account', { Charge: charge({ Credentials: { Connection: 'pay' } }) });
    await openRun('charge-by-account');
    await page.getByRole('heading', { name: 'Waits for the connection “pay”' }).waitFor();
    await mark('Waits for connection').waitFor();
    await takePictures(page, 'run-held-connection');
    await page.getByText('Decide about this step instead').click();
    await button('It happened').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Open “pay”' }).click();
    await page.getByText('1 step of a run waits for this connection; it goes on when it is mended').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'connection-waited-for');
  });

  test('is mended, and the run goes on', async () => {
    await button('Replace secrets').click();
    await page.getByRole('dialog').getByLabel('Token').fill(GOOD);
    await inDialog('Replace').click();
    await page.getByText('1 step of a run waits', { exact: false }).waitFor({ state: 'detached' });
    await page.goBack();
    await badge('Succeeded').waitFor();
  });
});

describe('a step that asks', () => {
  const ask = (): object =>
    charge({ Comment: 'May this order be sent?', Resource: 'connector:http/request.waitForTaskToken' });
  const startAsking = async (): Promise<string> => {
    const runId = String(
      (await api('POST', '/workflows/send-order/runs', { body: { input: { order: 'A-7' } } })).runId,
    );
    await until(async () => (await api('GET', `/runs/${runId}`)).status === 'waiting');
    return runId;
  };
  const narrow = (width: number) => page.setViewportSize({ width, height: 640 });
  const fits = () => page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');

  test('is among what needs attention, and approved on a phone', async () => {
    isDropping = false;
    const note = { type: 'string', title: 'Note' };
    const answers = {
      Ask: { type: 'object', properties: { approved: { type: 'boolean' }, note }, required: ['approved'] },
    };
    await publish('send-order', { Ask: ask() }, { settings: { answers } });
    const runId = await startAsking();
    await narrow(360);
    await page.goto(`${url}/w/default`);
    await page.getByRole('link', { name: '1 task waits for an answer', exact: true }).click();
    await page.getByRole('heading', { name: 'Tasks' }).waitFor();
    expect(await fits()).toBe(true);
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Ask', exact: true }).click();
    await page.getByText('May this order be sent?').waitFor();
    // What the step was given.
    await page.getByText('A-7').first().waitFor();
    for (const width of [320, 360]) {
      await narrow(width);
      expect(await fits()).toBe(true);
    }
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'task');
    await narrow(360);
    await page.getByLabel('Note').fill('Gladly');
    await button('Approve').press('Enter');
    await page.getByText('Approved. The run goes on.').waitFor();
    await until(async () => (await api('GET', `/runs/${runId}`)).status === 'succeeded');
    expect((await api('GET', `/runs/${runId}`)).output).toEqual({ approved: true, note: 'Gladly' });
  });

  test('is answered once: who comes second is told', async () => {
    await startAsking();
    await page.goto(`${url}/w/default/tasks`);
    await page.getByRole('link', { name: 'Ask', exact: true }).click();
    await button('Reject').waitFor();
    const token = decodeURIComponent(page.url().split('/').at(-1) ?? '');
    await api('POST', `/tasks/${token}/answer`, { body: { output: { approved: true } } });
    await button('Reject').click();
    await page.getByText('Somebody else answered a moment before you.', { exact: false }).waitFor();
    await page.getByRole('link', { name: 'Open tasks' }).click();
    await page.getByText('Nothing waits for you').waitFor();
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('the browser has nothing to complain about', () => expect(complaints).toEqual([]));
});

/** Asks again until it is so; the page is given no more than its usual time. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('Still not so after 15 s.');
  }
}
