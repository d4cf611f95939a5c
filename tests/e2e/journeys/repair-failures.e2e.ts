// Runs that fail for one reason: found, mended, and retried from where they failed.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { takePictures } from '../browser.ts';
import { expectSoon } from '../expect-soon.ts';
import { findViolations } from '../find-violations.ts';
import { startOwnerSession, type OwnerSession } from '../owner-session.ts';
import { startCounting, type CountingService } from './counting-service.ts';
import { Interactions } from './interactions.ts';

const FAILING = '$number($states.context.Execution.Input.body.amount)';
const MENDED = "$number($replace($states.context.Execution.Input.body.amount, ',', '.'))";
const RUNS = 5;
const MANY_RUNS = 200;

let service: CountingService;
let session: OwnerSession | undefined;
let page: Page;

beforeAll(async () => {
  service = await startCounting();
  session = await startOwnerSession({ MILLRACE_OUTBOUND_ALLOW: '127.0.0.1/32' });
  ({ page } = session);
});
afterAll(async () => {
  await session?.end();
  await service.stop();
});

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

/** A workflow whose first step calls the service, and whose second one fails for an amount as people write it. */
async function publish(name: string): Promise<void> {
  const url = `${service.url}/${name}`;
  const machine = {
    QueryLanguage: 'JSONata',
    StartAt: 'Reserve',
    States: {
      Reserve: {
        Type: 'Task',
        Resource: 'connector:http/request',
        Arguments: { method: 'GET', url },
        Next: 'Charge card',
      },
      'Charge card': { Type: 'Pass', Output: { Amount: `{% ${FAILING} %}` }, End: true },
    },
  };
  const document = {
    millrace: 1,
    name,
    title: name,
    triggers: { hook: { type: 'webhook', path: name, respond: 'result' } },
    machine,
  };
  await session?.api('POST', '/workflows', { body: document });
  await session?.api('POST', `/workflows/${name}/publish`, { body: {} });
}

/** Starts runs, and waits until all have failed. */
async function fail(name: string, count: number): Promise<void> {
  const calls = Array.from({ length: count }, async (_, index) => {
    const response = await fetch(`${session?.url ?? ''}/hooks/default/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ amount: `${index},50` }),
    });
    return ((await response.json()) as { readonly code?: string }).code;
  });
  expect(new Set(await Promise.all(calls))).toEqual(new Set(['run.failed']));
}

test('why runs failed is found and mended, and they are retried, within six interactions', async () => {
  await publish('purchases');
  await fail('purchases', RUNS);
  await page.goto(`${session?.url ?? ''}/w/default`);
  const act = new Interactions(page);
  await act.click('link', /^Charge card: an expression failed, 5 runs/);
  await act.click('link', 'Fix with this run');
  const field = page.locator('[data-region=panel] .cm-content:focus');
  await field.waitFor();
  await expectSoon(() => field.textContent()).toContain('$number');
  await page.keyboard.press('ControlOrMeta+a');
  await act.type(MENDED);
  await page
    .locator('[data-region=panel]')
    .getByText(/^\d\.5$/)
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await act.press('Shift+Enter');
  await page.getByText('Succeeded', { exact: true }).first().waitFor();
  await act.click('button', 'Publish and retry affected');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('from Charge card').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'publish-and-retry');
  await act.clickOn(dialog.getByRole('button', { name: `Publish v2 and retry ${RUNS} runs` }));
  await page.getByText(`${RUNS} of ${RUNS} succeeded`).waitFor({ timeout: 60_000 });
  act.expectAtMost(6);
  // What had succeeded was not done again.
  expect(service.count('/purchases')).toBe(RUNS);
});

test('two hundred failed runs are retried from the step that failed, within four interactions', async () => {
  await publish('invoices');
  await fail('invoices', MANY_RUNS);
  const draft = await session?.api('GET', '/workflows/invoices/draft');
  const document = JSON.parse(JSON.stringify(draft?.document).replace(FAILING, MENDED)) as object;
  await session?.api('PUT', '/workflows/invoices/draft', { body: document, ifMatch: Number(draft?.revision) });
  await session?.api('POST', '/workflows/invoices/publish', { body: {} });
  await page.goto(`${session?.url ?? ''}/w/default`);
  const act = new Interactions(page);
  await act.click('link', 'Errors');
  // By its name: the page before has tables too.
  const groups = page.getByRole('table', { name: 'Error groups' });
  await act.clickOn(groups.getByRole('row').nth(1).getByRole('link').first());
  await act.click('button', 'Retry affected');
  await act.clickOn(page.getByRole('dialog').getByRole('button', { name: `Retry ${MANY_RUNS} runs` }));
  await button('Abort').waitFor();
  await page.getByText(`${MANY_RUNS} of ${MANY_RUNS} succeeded`).waitFor({ timeout: 120_000 });
  act.expectAtMost(4);
  expect(service.count('/invoices')).toBe(MANY_RUNS);
});

test('the same is done without a mouse', async () => {
  await publish('payments');
  await fail('payments', RUNS);
  await page.goto(`${session?.url ?? ''}/w/default`);
  const act = new Interactions(page);
  // The one that failed last stands first.
  await act.pressOn(page.getByRole('link', { name: /^Charge card: an expression failed, 5 runs/ }).first());
  await act.pressOn(page.getByRole('link', { name: 'Fix with this run', exact: true }));
  await page.locator('[data-region=panel] .cm-content:focus').waitFor();
  await act.press('ControlOrMeta+a');
  await act.type(MENDED);
  await page
    .locator('[data-region=panel]')
    .getByText(/^\d\.5$/)
    .first()
    .waitFor();
  await act.press('Escape');
  await act.press('Shift+Enter');
  await page.getByText('Succeeded', { exact: true }).first().waitFor();
  await act.press('ControlOrMeta+Shift+Enter');
  const dialog = page.getByRole('dialog');
  await act.pressOn(dialog.getByRole('button', { name: `Publish v2 and retry ${RUNS} runs` }));
  await page.getByText(`${RUNS} of ${RUNS} succeeded`).waitFor({ timeout: 60_000 });
  expect(service.count('/payments')).toBe(RUNS);
});

test('the browser has nothing to complain about', () => expect(session?.complaints).toEqual([]));
