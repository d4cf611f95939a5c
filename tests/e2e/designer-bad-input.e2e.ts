// Bad luck: a tab that dies while the server is away, documents that name what is not there, and ten megabytes of data.
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '@millrace/testing';
import { takePictures } from './browser.ts';
import { Designer, pass } from './designer.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import type { Api } from './owner.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';

let session: OwnerSession | undefined;
let page: Page;
let complaints: string[];
let designer: Designer;
let api: Api;
let url: string;

beforeAll(async () => {
  session = await startOwnerSession();
  ({ api, complaints, page, url } = session);
  designer = new Designer(page, session);
});
afterAll(() => session?.end());
afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

test('a tab that dies while the server is away loses nothing that was typed', async () => {
  const context = page.context();
  const doomed = new Designer(await context.newPage(), { url, api });
  await doomed.make('dies', { First: pass('Second'), Second: pass() });
  await doomed.card('Second').waitFor();
  for (const one of [doomed.page, page]) await one.route('**/api/v1/workflows/**', (route) => route.abort());
  await doomed.line('Second').click();
  await doomed.press('m');
  await doomed.page.getByRole('textbox', { name: 'Note' }).pressSequentially('Typed while nobody listened');
  await doomed.line('First').click();
  await doomed.press('Delete');
  await doomed.waitForSteps('Second');
  await doomed.page.getByText(/Offline — \d+ edits? kept here/).waitFor();
  // The process of the page ends at once: it is told of nothing.
  const cdp = await context.newCDPSession(doomed.page);
  const crashed = once(doomed.page as unknown as EventTarget & Page, 'crash');
  void cdp.send('Page.crash').catch(() => undefined);
  await crashed;
  await designer.open('dies');
  const again = page.getByRole('alert').getByRole('button', { name: 'Try again' });
  await again.waitFor();
  await page.unroute('**/api/v1/workflows/**');
  await again.click();
  await designer.waitForSteps('Second');
  const { machine } = await designer.stored('dies');
  expect(machine).toMatchObject({ StartAt: 'Second', States: { Second: { Comment: 'Typed while nobody listened' } } });
  // What a person did before can still be undone.
  await designer.walkTo('canvas');
  await designer.press('Control+z');
  await designer.waitForSteps('First', 'Second');
});

describe('a connector that is not there', () => {
  const call = { Type: 'Task', Resource: 'connector:old-crm/find_contact', Arguments: { email: 'ada@example.com' } };

  test('is named with the steps that need it and what to do, and the rest can be edited', async () => {
    const inner = { StartAt: 'Look up', States: { 'Look up': { ...call, End: true } } };
    await designer.make('moved-in', {
      'Find contact': { ...call, Next: 'Each' },
      Each: { Type: 'Map', Items: '{% [1] %}', ItemProcessor: inner, Next: 'Tell' },
      Tell: pass(),
    });
    const banner = page.getByRole('status').filter({ hasText: 'A connector that this workflow needs is not here.' });
    await banner.getByText('old-crm is not installed.').waitFor();
    await banner.getByText(/Install what is missing, or replace the steps/).waitFor();
    await designer.card('Tell').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'designer-missing-connector');
    await banner.getByRole('button', { name: 'Open Look up' }).click();
    await designer.waitForSelected('Look up');
    await page.getByText('The connector old-crm is not installed here, so connector:old-crm/find_contact').waitFor();
    expect(await page.getByRole('link', { name: 'Go to the connectors' }).getAttribute('href')).toContain(
      '/connectors',
    );
  });

  test('is done without by replacing its steps, which keep their name and their way', async () => {
    for (const name of ['Look up', 'Find contact']) {
      await designer.line(name).click();
      await page.getByRole('button', { name: 'Replace the step…' }).click();
      await page.getByRole('searchbox', { name: 'Search steps' }).last().waitFor();
      await page.keyboard.type('http');
      await designer.press('Enter');
      await page.getByRole('button', { name: 'Replace the step…' }).waitFor({ state: 'detached' });
    }
    await page.getByText('A connector that this workflow needs is not here.').waitFor({ state: 'detached' });
    const { States } = (await designer.stored('moved-in')).machine;
    expect(States['Find contact']).toMatchObject({ Resource: 'connector:http/request', Next: 'Each' });
  });

  test('is missed by an installed one as a part of it', async () => {
    await designer.make('half', { Ask: { Type: 'Task', Resource: 'connector:http/telepathy', End: true } });
    await page.getByText('http is installed, but without what is used of it.').waitFor();
    await designer.line('Ask').click();
    await page.getByText('The installed version of http has no connector:http/telepathy').waitFor();
  });
});

describe('a document that is wrong', () => {
  test.each([
    ['leads nowhere', { First: { Type: 'Pass', Next: 'Gone' } }, /Gone/],
    ['has a choice without rules', { First: { Type: 'Choice', Choices: [] } }, /Choices|rule/i],
    [
      'has an expression that is none',
      { First: pass(undefined, { Output: '{% $sum( %}' }) },
      /expression|Expected|end/i,
    ],
  ])('and %s is drawn, with its problem in words', async (...[what, States, words]) => {
    await designer.make(what.replaceAll(' ', '-'), States);
    await designer.line('First').waitFor();
    await page.getByRole('button', { name: /^\d problems?$/ }).click();
    await page.getByRole('region', { name: 'Run, data, problems and JSON' }).getByText(words).first().waitFor();
  });
});

/** The most that the page may stand still; machines of tests are slow, people's are not. */
const LONGEST_TASK_MS = 5000;
const MEGABYTES = 10;

test('ten megabytes of data are looked through while the page goes on, and it says what was left out', async () => {
  const first = { Type: 'Pass', Output: '{% $count($states.input.body.orders) %}', End: true };
  await designer.make('large', { First: first }, { triggers: { hook: { type: 'webhook', path: 'large' } } });
  await api('POST', '/workflows/large/publish', { body: {} });
  const order = (id: number): object => ({ id, text: 'x'.repeat(900), [`only-${id}`]: { deep: { deeper: id } } });
  const orders = Array.from({ length: MEGABYTES * 1000 }, (_, id) => order(id));
  const called = await fetch(`${url}/hooks/default/large`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ orders, wide: Object.fromEntries(orders.map((one, id) => [`member-${id}`, { id }])) }),
  });
  expect(called.status).toBe(202);
  await until(async () => {
    const { items } = await api('GET', '/runs?workflow=large');
    return JSON.stringify(items).includes('succeeded');
  });
  await page.addInitScript(`
    globalThis.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
    }).observe({ type: 'longtask' });
  `);
  await designer.open('large');
  await designer.line('First').click();
  await page.getByRole('textbox', { name: 'Output' }).click();
  const picker = page.getByRole('region', { name: 'Data', exact: true });
  await picker.getByRole('treeitem', { name: /^orders/ }).waitFor();
  await picker.getByText(String(orders.length)).first().waitFor();
  await page.getByText('The data is over 256 kB; only the first items of its lists were used.').waitFor();
  await picker.getByRole('searchbox').fill('nobody has this');
  await picker.getByText('The data is large: the search stopped before its end.').waitFor();
  await picker.getByRole('searchbox').fill('member-77');
  await picker.getByRole('treeitem', { name: 'member-77', exact: true }).waitFor();
  await expectSoon(() => picker.getByRole('treeitem').count()).toBeLessThan(60);
  const longest = Number(await page.evaluate('globalThis.longest'));
  process.stdout.write(`The longest task with ${MEGABYTES} MB: ${Math.round(longest)} ms\n`);
  expect(longest).toBeLessThan(LONGEST_TASK_MS);
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'designer-large-data');
});
