// Steps that go elsewhere: into another workflow, by the clipboard or as a workflow of their own, and into a loop.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '@millrace/testing';
import { takePictures } from './browser.ts';
import { Designer, pass } from './designer.ts';
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
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
  designer = new Designer(page, session);
});
afterAll(() => session?.end());
afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

describe('the clipboard', () => {
  let other: Designer;

  test('carries steps from one page to the canvas of another', async () => {
    await designer.make('source', { One: pass('Two', { Comment: 'carried along' }), Two: pass() });
    await designer.line('One').click();
    await designer.line('Two').click({ modifiers: ['Shift'] });
    await designer.press('Control+c');
    await until(async () => /copied/i.test((await designer.said()) ?? ''));
    other = new Designer(await page.context().newPage(), { url, api });
    await other.make('target', { Start: pass() });
    await other.card('Start').click();
    await other.press('Control+v');
    await other.waitForSteps('Start', 'One', 'Two');
    const { States } = (await other.stored('target')).machine;
    expect([States.Start?.Next, States.One?.Next, States.One?.Comment]).toEqual(['One', 'Two', 'carried along']);
  });

  test('and to its outline, under names that are free', async () => {
    await other.line('Start').click();
    await other.press('Control+v');
    await other.waitForSteps('Start', 'One 2', 'Two 2', 'One', 'Two');
    await other.saved();
    await other.page.close();
  });

  test('that holds no step changes nothing, and says so', async () => {
    await page.evaluate("navigator.clipboard.writeText('good morning')");
    await designer.line('Two').click();
    await designer.press('Control+v');
    await page.getByText('The clipboard holds no step.').first().waitFor();
    expect(await designer.lines()).toEqual(['trigger:call', 'One', 'Two']);
  });
});

describe('a step that is added inside of a loop', () => {
  const hasFocus = (item: string): Promise<boolean> =>
    until(async () => (await page.locator(`[data-region="canvas"] [data-item="${item}"]:focus`).count()) === 1);

  test('has the focus in its panel, is announced, and Escape comes back to it on the canvas', async () => {
    const inner = { StartAt: 'Pack', States: { Pack: pass() } };
    await designer.make('inside', { Each: { Type: 'Map', Items: '{% [1] %}', ItemProcessor: inner, End: true } });
    await designer.card('Pack').click();
    await designer.press('n');
    await page.getByRole('searchbox', { name: 'Search steps' }).last().waitFor();
    await page.keyboard.type('wait');
    await designer.press('Enter');
    await designer.waitForSelected('Wait');
    await until(async () => (await page.locator('[data-region="panel"] :focus').count()) === 1);
    expect(await designer.said()).toContain('Added Wait');
    await designer.press('Escape');
    await hasFocus('Wait');
    await designer.press('ArrowLeft');
    await hasFocus('edge:next:Pack');
    await designer.press('ArrowLeft');
    await hasFocus('Pack');
    const { States } = (await designer.stored('inside')).machine;
    expect(States.Each?.ItemProcessor?.States.Pack?.Next).toBe('Wait');
  });
});

describe('steps become a workflow of their own', () => {
  const states = {
    Read: pass('Price', { Assign: { order: '{% $states.input %}' } }),
    Price: pass('Tax', { Assign: { net: '{% $order.amount * $order.count %}' } }),
    Tax: pass('Tell', { Assign: { gross: '{% $net * 1.2 %}' } }),
    Tell: pass(undefined, { Output: "{% { 'order': $order.id, 'net': $net, 'gross': $gross } %}" }),
  };
  const input = { id: 'A-1', amount: 5, count: 4 };
  const result = { order: 'A-1', net: 20, gross: 24 };
  const runOf = async (): Promise<Readonly<Record<string, unknown>>> => {
    await api('POST', '/workflows/invoices/publish', { body: {} });
    return api('POST', '/workflows/invoices/runs?wait=10', { body: { input } });
  };

  test('which is made and published, and called in their place', async () => {
    await designer.make('invoices', states);
    expect(await runOf()).toEqual(result);
    await designer.line('Price').click();
    await designer.line('Tax').click({ modifiers: ['Shift'] });
    await designer.press('Alt+x');
    const dialog = page.getByRole('dialog', { name: 'Extract to a workflow' });
    await dialog.getByLabel('Title').fill('Work out the price');
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'designer-extract');
    await designer.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await designer.line('Work out the price').waitFor();
    const { States } = (await designer.stored('invoices')).machine;
    expect(Object.values(States).map(({ Resource }) => Resource)).toContain('workflow:work-out-the-price');
    expect(Object.keys(States)).not.toContain('Tax');
    const made = await api('GET', '/workflows/work-out-the-price');
    expect(made).toMatchObject({ liveVersion: { number: 1 } });
  });

  test('with the same result as before', async () => {
    expect(await runOf()).toEqual(result);
  });

  test('or not, with the reason, when they have two ways out', async () => {
    const Choices = [{ Condition: '{% $states.input.a %}', Next: 'Yes' }];
    await designer.make('fork', { Which: { Type: 'Choice', Choices, Default: 'No' }, Yes: pass(), No: pass() });
    await designer.line('Which').click();
    await designer.press('Alt+x');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Extract|Make/ })
      .click();
    await page
      .getByText(/Choose steps with one way out/)
      .first()
      .waitFor();
    expect((await designer.stored('fork')).machine.States.Which?.Type).toBe('Choice');
  });
});
