// Own boards: put together and arranged without a mouse, by drag too, shared by their address, and honest about what is gone.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { openPage, signIn, takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import { OWNER, type Api } from './owner.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';

let session: OwnerSession | undefined;
let page: Page;
let url: string;
let api: Api;
let browser: Browser;
let complaints: readonly string[];
let boardId: string;

const workflowOf = (name: string, title: string): object => ({
  ...{ millrace: 1, name, title },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Charge',
    States: { Charge: { Type: 'Pass', Output: `{% $states.input.ok ? 1 : $error('Refused') %}`, End: true } },
  },
});

beforeAll(async () => {
  session = await startOwnerSession();
  ({ api, page, url, browser, complaints } = session);
  for (const [name, title] of [
    ['billing', 'Billing'],
    ['parcels', 'Parcels'],
  ] as const) {
    await api('POST', '/workflows', { body: workflowOf(name, title) });
    await api('POST', `/workflows/${name}/publish`, { body: {} });
  }
  for (const ok of [true, true, false])
    await api('POST', '/workflows/billing/runs?wait=20', { body: { input: { ok } } });
}, 120_000);
afterAll(() => session?.end());

async function look(name: string): Promise<void> {
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, name);
}
const press = (...keys: readonly string[]): Promise<void> =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
const tiles = (of: Page = page): Locator => of.getByRole('region', { name: 'Tiles' });
/** What the tiles are called, in their order. */
const titles = (of: Page = page): Promise<readonly string[]> => tiles(of).locator('li h3').allInnerTexts();
const focused = (): Locator => page.locator(':focus');
const dialog = (name: string | RegExp): Locator => page.getByRole('dialog', { name });

/** Chooses an option of a select that has the focus, by typing. */
async function choose(label: string, option: string): Promise<void> {
  const field = dialog('Add a tile').getByRole('combobox', { name: label });
  if ((await field.inputValue()) === option) return;
  await field.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(option);
  await page.getByRole('option', { name: option, exact: true }).waitFor();
  await press('ArrowDown', 'Enter');
  await expectSoon(() => field.inputValue()).toBe(option);
}

async function addTile(kind: string, workflow?: string): Promise<void> {
  await dialog('Add a tile').waitFor();
  await choose('What it shows', kind);
  if (workflow !== undefined) await choose('Of which workflow', workflow);
  await dialog('Add a tile').getByRole('button', { name: 'Add', exact: true }).focus();
  await press('Enter');
  await dialog('Add a tile').waitFor({ state: 'detached' });
}

test('a board is made and filled by keys alone', async () => {
  await page.goto(`${url}/w/default/dashboards?range=7d`);
  await page.getByRole('button', { name: 'Boards', exact: true }).focus();
  await press('Enter');
  await page.getByRole('menuitem', { name: 'New board…' }).focus();
  await press('Enter');
  await dialog('New board').getByRole('textbox', { name: 'Name' }).waitFor();
  await press('ControlOrMeta+a');
  await page.keyboard.type('Shop');
  await press('Enter');
  await page.getByRole('heading', { name: 'Shop', level: 1 }).waitFor();
  expect(new URL(page.url()).searchParams.get('range')).toBe('7d');
  boardId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await look('board-empty');
  await page.getByRole('button', { name: 'Add tiles' }).focus();
  await press('Enter');
  await dialog('Add a tile').waitFor();
  await look('board-tile');
  await addTile('Runs');
  for (const [kind, workflow] of [
    ['Error rate', 'Billing'],
    ['P95 duration', 'Parcels'],
    ['Top failing'],
    ['By version', 'Billing'],
  ] as const) {
    // Where the focus is after each.
    await page.getByRole('button', { name: 'Add a tile' }).and(focused()).waitFor();
    await press('Enter');
    await addTile(kind, workflow);
  }
  expect(await titles()).toEqual([
    'Runs',
    'Error rate · Billing',
    'P95 duration · Parcels',
    'Top failing',
    'By version · Billing',
  ]);
});

test('tiles are arranged with the arrow keys, which say where a tile is, and saved', async () => {
  await page.getByRole('button', { name: 'Move Top failing', exact: true }).focus();
  await press('ArrowUp', 'ArrowLeft');
  await page.getByRole('status').getByText('Top failing is now 2 of 5.').waitFor();
  // It has the focus still.
  await press('ArrowUp');
  await page.getByRole('status').getByText('Top failing is now 1 of 5.').waitFor();
  await press('ArrowRight');
  const wide = page.getByRole('radiogroup', { name: 'Width of By version · Billing' });
  await wide.getByRole('radio', { name: 'Wide' }).focus();
  await press('ArrowRight');
  const arranged = ['Runs', 'Top failing', 'Error rate · Billing', 'P95 duration · Parcels', 'By version · Billing'];
  expect(await titles()).toEqual(arranged);
  await tiles().getByRole('cell', { name: '33.3 %' }).first().waitFor({ timeout: 90_000 });
  await look('board-edit');
  await page.getByRole('button', { name: 'Save', exact: true }).focus();
  await press('Enter');
  await page.getByRole('button', { name: 'Edit', exact: true }).and(focused()).waitFor();
  await page.reload();
  await expectSoon(() => titles()).toEqual(arranged);
  expect(await api('GET', `/boards/${boardId}`)).toMatchObject({ revision: 2, tiles: { 4: { width: 'full' } } });
  await look('board');
}, 150_000);

test('the figures are those of the dashboards, and lead to their runs', async () => {
  await tiles().getByText('33.3 %').first().waitFor();
  const link = page.getByRole('link', { name: 'Error rate · Billing: Open the runs' });
  expect(await link.getAttribute('href')).toContain('workflow=billing');
});

test('a tile is dragged onto another one', async () => {
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const last = page.getByRole('button', { name: 'Move By version · Billing', exact: true });
  await last.dragTo(page.getByRole('group', { name: 'Runs', exact: true }));
  await expectSoon(() => titles()).toEqual([
    ...['By version · Billing', 'Runs', 'Top failing', 'Error rate · Billing', 'P95 duration · Parcels'],
  ]);
  // Nobody has said that it is to be kept.
  await page.getByRole('link', { name: 'Dashboards' }).first().click();
  await dialog('Leave without saving?').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Discard' }).click();
  expect((await titles())[0]).toBe('Runs');
});

test('who opens the copied link sees the same board over the same time', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy link' }).focus();
  await press('Enter');
  await page.getByRole('status').getByText('Copied').waitFor();
  const link = await page.evaluate('navigator.clipboard.readText()');
  expect(link).toBe(`${url}/w/default/dashboards/${boardId}?range=7d`);
  const other = await openPage(browser);
  await signIn(other.page, url, OWNER);
  await other.page.goto(String(link));
  await other.page.getByRole('heading', { name: 'Shop', level: 1 }).waitFor();
  await expectSoon(() => titles(other.page)).toEqual(await titles());
  await other.page
    .getByRole('radio', { name: '7 d' })
    .and(other.page.locator(':checked'))
    .waitFor({ state: 'attached' });
  expect(other.complaints).toEqual([]);
  await other.page.context().close();
});

test('on the full screen there are the tiles alone, and Esc leaves it', async () => {
  await page.getByRole('button', { name: 'Full screen' }).focus();
  await press('Enter');
  const full = dialog(/^Shop/);
  await full.getByRole('heading', { name: 'Runs' }).waitFor();
  await expectSoon(() => page.evaluate('document.fullscreenElement !== null')).toBe(true);
  await look('board-full');
  await press('Escape');
  await full.waitFor({ state: 'detached' });
  await expectSoon(() => page.evaluate('document.fullscreenElement === null')).toBe(true);
  await expectSoon(async () => (await titles()).length).toBe(5);
});

test('who was overtaken keeps the edit until it is said what becomes of it', async () => {
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('button', { name: 'Remove Top failing' }).click();
  const theirs = [{ kind: 'health', width: 'full' }];
  expect(await api('PUT', `/boards/${boardId}`, { body: { name: 'Shop', tiles: theirs }, ifMatch: 2 })).toMatchObject({
    revision: 3,
  });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const conflict = page.getByRole('alert').filter({ hasText: 'has saved this board while you edited it' });
  await conflict.waitFor();
  expect(await titles()).toHaveLength(4);
  await look('board-overtaken');
  await conflict.getByRole('button', { name: 'Keep mine as a new board' }).click();
  await page.getByRole('heading', { name: 'Shop (copy)', level: 1 }).waitFor();
  await expectSoon(async () => (await titles()).length).toBe(4);
  await page.getByRole('button', { name: 'Boards', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Shop', exact: true }).click();
  await page.getByRole('heading', { name: 'Shop', level: 1, exact: true }).waitFor();
  await expectSoon(() => titles()).toEqual(['Health']);
});

test('a board is renamed and duplicated, and one that is deleted says so', async () => {
  const act = async (name: string): Promise<void> => {
    await page.getByRole('button', { name: /^More for the board/ }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await act('Rename…');
  await dialog(/^Rename/)
    .getByRole('textbox', { name: 'Name' })
    .fill('Shop (copy)');
  await dialog(/^Rename/)
    .getByRole('button', { name: 'Rename' })
    .click();
  await dialog(/^Rename/)
    .getByText('There is a board “Shop (copy)” already. Give another name.')
    .waitFor();
  await dialog(/^Rename/)
    .getByRole('textbox', { name: 'Name' })
    .fill('Night');
  await dialog(/^Rename/)
    .getByRole('button', { name: 'Rename' })
    .click();
  await page.getByRole('heading', { name: 'Night', level: 1 }).waitFor();
  await act('Duplicate');
  await page.getByRole('heading', { name: 'Night (copy)', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('button', { name: 'Remove Health' }).click();
  const { pathname } = new URL(page.url());
  await page.request.delete(`${url}/api/v1/boards/${pathname.split('/').at(-1) ?? ''}`, { headers: { origin: url } });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const gone = page.getByRole('alert').filter({ hasText: 'Somebody has deleted this board while you edited it' });
  await gone.getByRole('button', { name: 'Keep mine as a new board' }).click();
  await page.waitForURL((now) => now.pathname !== pathname);
  await page.getByRole('heading', { name: 'Nothing is on this board yet' }).waitFor();
  const copy = page.url();
  await act('Delete…');
  await dialog(/^Delete the board “Night \(copy/)
    .getByRole('button', { name: 'Delete', exact: true })
    .click();
  await page.getByRole('heading', { name: 'Dashboards', level: 1 }).waitFor();
  await page.goto(copy);
  await page.getByRole('heading', { name: 'There is no such board' }).waitFor();
  await page.goto(`${url}/w/default/dashboards/none`);
  await page.getByRole('heading', { name: 'There is no such board' }).waitFor();
  await look('board-gone');
});

test('a tile of a workflow that was deleted says so, beside the others', async () => {
  const { id } = await api('POST', '/boards', {
    body: {
      name: 'Before',
      tiles: [
        { kind: 'runs', workflow: 'parcels', width: 'small' },
        { kind: 'by_version', workflow: 'parcels', width: 'wide' },
        { kind: 'runs', workflow: 'billing', title: 'All that was billed', width: 'small' },
      ],
    },
  });
  await page.request.delete(`${url}/api/v1/workflows/parcels`, { headers: { origin: url } });
  await page.goto(`${url}/w/default/dashboards/${String(id)}`);
  const gone =
    'There is no workflow “parcels” in this workspace, so there is nothing to show. It may have been deleted.';
  await expectSoon(() => tiles().getByText(gone).count()).toBe(2);
  await tiles().getByRole('region', { name: 'All that was billed' }).getByText('3', { exact: true }).waitFor();
  await look('board-workflow-gone');
  expect(complaints).toEqual([]);
});
