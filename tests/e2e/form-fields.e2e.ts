// Forms as rows of fields: what a page asks for, and what people answer a step with.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import { startCounting, type CountingService } from './journeys/counting-service.ts';
import type { Api } from './owner.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';

let service: CountingService;
let session: OwnerSession | undefined;
let page: Page;
let url: string;
let api: Api;

beforeAll(async () => {
  service = await startCounting();
  session = await startOwnerSession({ MILLRACE_OUTBOUND_ALLOW: '127.0.0.1' });
  ({ api, page, url } = session);
}, 120_000);
afterAll(async () => {
  await session?.end();
  await service.stop();
});

const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const field = (name: string): Locator => page.getByRole('group', { name, exact: true });
const line = (id: string): Locator => page.getByRole('tree', { name: 'Outline' }).locator(`[data-id="${id}"]`);

async function open(name: string, parts: object, id: string): Promise<void> {
  await api('POST', '/workflows', { body: { millrace: 1, name, title: name, ...parts } });
  await page.goto(`${url}/w/default/workflows/${name}/design`);
  await line(id).click();
}
async function add(name: string, kind: string): Promise<void> {
  await button('Add a field').click();
  await page
    .getByRole('group', { name: /^Field \d+$/ })
    .getByRole('textbox', { name: 'Name' })
    .click();
  await page.keyboard.type(name);
  // Its row is called so once it is written to its end.
  await page.keyboard.press('Tab');
  await field(name).getByRole('combobox', { name: 'Asks for' }).click();
  await page.getByRole('option', { name: kind, exact: true }).click();
}
async function draftOf(name: string): Promise<{ readonly input?: object; readonly settings?: object }> {
  return (await api('GET', `/workflows/${name}/draft`)).document ?? {};
}
async function look(name: string): Promise<void> {
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, name);
}

test('the page of a form asks for the fields that were added', async () => {
  const machine = { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };
  await open('signup', { triggers: { page: { type: 'form', path: 'signup' } }, machine }, 'trigger:page');
  await add('mail', 'Email');
  await field('mail').getByRole('checkbox', { name: 'Required' }).click();
  await add('size', 'Choice');
  await field('size').getByLabel('Options').fill('Large');
  await page.keyboard.press('Enter');
  await field('size').getByRole('textbox', { name: 'Label' }).fill('Size of the shirt');
  await look('form-fields');
  const [mail, size] = [
    { type: 'string', format: 'email' },
    { title: 'Size of the shirt', type: 'string', enum: ['First option', 'Large'] },
  ];
  await expectSoon(async () => (await draftOf('signup')).input).toEqual({
    ...{ type: 'object', additionalProperties: false, required: ['mail'], properties: { mail, size } },
  });
  await api('POST', '/workflows/signup/publish', { body: {} });
  await page.goto(`${url}/forms/default/signup`);
  await page.getByLabel('Mail').fill('ada@example.com');
  await page.getByLabel('Size of the shirt').selectOption('Large');
});

test('on a small laptop the head has room for all that it offers, beside a problem', async () => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto(`${url}/w/default/workflows/signup/design`);
  await button('1 problem').waitFor();
  const { x = 0, width = 0 } = (await button('Publish').boundingBox()) ?? {};
  expect(x + width).toBeLessThanOrEqual(1024);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('a task asks for the fields of its step, and its two buttons answer one of them', async () => {
  const request = { method: 'GET', url: service.url };
  const ask = { Type: 'Task', Resource: 'connector:http/request.waitForTaskToken', Arguments: request, End: true };
  const machine = { QueryLanguage: 'JSONata', StartAt: 'Ask', States: { Ask: ask } };
  await open('asking', { triggers: { call: { type: 'call' } }, machine }, 'Ask');
  await add('approved', 'Yes or no');
  await add('amount', 'Whole number');
  await look('answer-fields');
  const properties = { approved: { type: 'boolean' }, amount: { type: 'integer' } };
  const schema = { type: 'object', additionalProperties: false, properties };
  await expectSoon(async () => (await draftOf('asking')).settings).toEqual({ answers: { Ask: schema } });
  await api('POST', '/workflows/asking/publish', { body: {} });
  const { runId } = await api('POST', '/workflows/asking/runs', { body: {} });
  await expectSoon(async () => (await api('GET', `/runs/${String(runId)}`)).status).toBe('waiting');
  await page.goto(`${url}/w/default/tasks`);
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await page.getByRole('textbox', { name: 'amount' }).fill('12');
  await button('Approve').click();
  await expectSoon(async () => (await api('GET', `/runs/${String(runId)}`)).output).toEqual({
    ...{ approved: true, amount: 12 },
  });
});

test('without fields, nothing is said of answers', async () => {
  await page.goto(`${url}/w/default/workflows/asking/design`);
  await line('Ask').click();
  await field('amount').getByRole('button', { name: 'Remove item 2' }).click();
  await field('approved').getByRole('button', { name: 'Remove item 1' }).click();
  await expectSoon(async () => (await draftOf('asking')).settings).toEqual({});
  const names = page.getByRole('textbox', { name: 'Name', exact: true });
  await page.keyboard.press('Control+z');
  await expectSoon(() => names.count()).toBe(1);
  await page.keyboard.press('Control+z');
  await expectSoon(() => names.count()).toBe(2);
  expect(session?.complaints).toEqual([]);
});
