// Editing a workflow: by keys alone, as text, in two tabs, and while the server is away. Nothing that is typed is lost.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { until } from '@millrace/testing';
import { takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import type { Api } from './owner.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';

let session: OwnerSession | undefined;
let url: string;
let api: Api;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  session = await startOwnerSession();
  ({ api, complaints, page, url } = session);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
});
afterAll(() => session?.end());
beforeEach(() => {
  complaints.length = 0;
});

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Comment?: string;
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
}
interface Document {
  readonly title?: string;
  readonly machine: { readonly StartAt: string; readonly States: Readonly<Record<string, State>> };
}

const draftOf = async (name: string): Promise<Document> =>
  (await api('GET', `/workflows/${name}/draft`)).document as Document;

/** Makes a workflow and opens it in the designer. */
async function open(name: string, States: Readonly<Record<string, object>>, on = page): Promise<void> {
  const machine = { QueryLanguage: 'JSONata', StartAt: Object.keys(States)[0], States };
  await api('POST', '/workflows', {
    body: { millrace: 1, name, title: name, triggers: { call: { type: 'call' } }, machine },
  });
  await on.goto(`${url}/w/default/workflows/${name}/design`);
}
const pass = (Next?: string, more: object = {}): object => ({
  Type: 'Pass',
  ...(Next === undefined ? { End: true } : { Next }),
  ...more,
});

const line = (name: string, on = page): Locator =>
  on.getByRole('tree', { name: 'Outline' }).getByRole('treeitem', { name });
const card = (name: string, on = page): Locator =>
  on.getByRole('group', { name: new RegExp(`, ${name}, |^${name}, `) });
const saved = (on = page): Promise<void> =>
  on
    .getByText(/^Saved/)
    .first()
    .waitFor();
/** The draft once the page has saved it. */
async function stored(name: string): Promise<Document> {
  await saved();
  return draftOf(name);
}
const said = (): Promise<string | null> => page.getByRole('status', { name: 'What was done' }).textContent();
const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
/** Adds a step by its name, where a + or a key has opened the search. */
async function choose(text: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search steps' }).last().waitFor();
  await page.keyboard.type(text);
  await press('Enter');
}
/** Walks by F6 until the focus is in a part of the page. */
async function walkTo(region: string): Promise<void> {
  await until(async () => {
    const isThere = (await page.locator(`[data-region="${region}"] :focus`).count()) > 0;
    if (!isThere) await press('F6');
    return isThere;
  });
}

describe('by keys alone', () => {
  test('a workflow with a loop is built', async () => {
    await open('keys', { Transform: pass() });
    await line('Transform').waitFor();
    await walkTo('outline');
    await press('End', 'n');
    await choose('for each');
    await line('For each').waitFor();
    await walkTo('outline');
    await press('End');
    await until(async () => (await line('No steps yet').getAttribute('aria-selected')) === 'true');
    await press('n');
    await choose('wait');
    await line('2.1 Wait').waitFor();
    await walkTo('outline');
    await press('F2');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Pause');
    await press('Enter');
    await line('2.1 Pause').waitFor();
    const { States } = (await stored('keys')).machine;
    expect(States['For each']?.ItemProcessor?.States.Pause?.Type).toBe('Wait');
    expect(States.Transform?.Next).toBe('For each');
    await takePictures(page, 'designer-keys');
  });

  test('after a reload the last edits can still be undone', async () => {
    await saved();
    await page.reload();
    await line('2.1 Pause').waitFor();
    await walkTo('canvas');
    await press('Control+z');
    await line('2.1 Wait').waitFor();
    await press('Control+z');
    await line('No steps yet').waitFor();
    await press('Control+Shift+z', 'Control+Shift+z');
    await line('2.1 Pause').waitFor();
  });

  test('a step is wrapped in a loop and taken out again', async () => {
    await line('1 Transform').click();
    await press('w');
    await line('1.1 Transform').waitFor();
    await line('1 For each').click();
    await press('Shift+w');
    await until(async () => (await line('1.1 Transform').count()) === 0);
    await line('1 Transform').waitFor();
  });

  test('a way is led elsewhere by the name of its target', async () => {
    await line('1 Transform').click();
    await press('c');
    await page.getByRole('option', { name: 'Nowhere' }).waitFor();
    await page.keyboard.type('nowhere');
    await press('Enter');
    await page.getByText('Not connected').first().waitFor();
    await walkTo('canvas');
    await press('Control+z');
    await until(async () => (await page.getByText('Not connected').count()) === 0);
  });

  test('what cannot be done says why, and all that can be done is in the palette with its key', async () => {
    await line('1 Transform').click();
    await press('Shift+w');
    await page.getByText('Only loops and parallel branches hold other steps.').first().waitFor();
    await press('Control+k');
    await page.getByRole('textbox', { name: 'Search or run a command' }).waitFor();
    const commands = await page.getByRole('dialog').getByRole('button').allTextContents();
    expect(commands).toEqual(expect.arrayContaining([expect.stringMatching(/^Extract to a workflow…Alt X/)]));
    expect(commands.length).toBeGreaterThan(35);
    await press('Escape');
  });

  test('after a deletion the focus is on the step before', async () => {
    await line('2.1 Pause').click();
    await press('Alt+ArrowUp');
    await line('2 For each').click();
    await press('Delete');
    await until(async () => (await line('For each').count()) === 0);
    expect(await said()).toContain('Deleted');
    await until(async () => (await page.locator('[data-id="Transform"]:focus').count()) === 1);
  });
});

describe('menus', () => {
  test.each([
    ['Transform', 'Menu of the step', 'Rename'],
    ['Called', 'Menu of the trigger', 'Add a trigger'],
  ])('of %s', async (...[name, menu, item]) => {
    await line(name).click({ button: 'right' });
    await page.getByRole('menu', { name: menu }).waitFor();
    await page.getByRole('menuitem', { name: item }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await press('Escape');
    await until(async () => (await page.getByRole('menu').count()) === 0);
  });
});

test('steps are copied into another workflow', async () => {
  await open('from', { One: pass('Two', { Comment: 'carried along' }), Two: pass() });
  await line('1 One').click();
  await line('2 Two').click({ modifiers: ['Shift'] });
  await press('Control+c');
  await until(async () => /copied/i.test((await said()) ?? ''));
  await open('to', { Start: pass() });
  await line('1 Start').click();
  await walkTo('canvas');
  await press('Control+v');
  await line('3 Two').waitFor();
  const { States } = (await stored('to')).machine;
  expect([States.One?.Comment, States.Start?.Next]).toEqual(['carried along', 'One']);
});

test('a search goes from hit to hit', async () => {
  await open('find', {
    First: pass('Second', { Comment: 'the needle' }),
    Second: pass('Third'),
    Third: pass(undefined, { Comment: 'a needle too' }),
  });
  await line('1 First').waitFor();
  await press('Control+f');
  await page.keyboard.type('needle');
  await page.getByText('0 of 2', { exact: true }).waitFor();
  await press('Enter');
  await page.getByText('1 of 2', { exact: true }).waitFor();
  await until(async () => (await line('1 First').getAttribute('aria-selected')) === 'true');
  await press('F3');
  await page.getByText('2 of 2', { exact: true }).waitFor();
  await until(async () => (await line('3 Third').getAttribute('aria-selected')) === 'true');
  await takePictures(page, 'designer-find');
  expect(await findViolations(page)).toEqual([]);
});

describe('as text', () => {
  const editor = (): Locator => page.getByRole('textbox', { name: 'JSON' });
  const write = async (text: string): Promise<void> => {
    await editor().click();
    await press('Control+a');
    await page.keyboard.insertText(text);
  };
  test('what is selected and what is written are the same on both sides', async () => {
    await open('text', { First: pass('Second'), Second: pass() });
    await line('1 First').click();
    await press('j');
    await page.getByRole('button', { name: 'Show the JSON beside the canvas' }).click();
    await page.getByRole('region', { name: 'JSON', exact: true }).waitFor();
    await page.getByText('"Second": {').click();
    await until(async () => (await line('2 Second').getAttribute('aria-selected')) === 'true');
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'designer-json');
    const document = await draftOf('text');
    const { First, Second } = document.machine.States;
    const renamed = {
      ...document,
      machine: { ...document.machine, States: { First: { ...First, Next: 'Last' }, Last: Second } },
    };
    await write(JSON.stringify(renamed, null, 2));
    await line('2 Last').waitFor();
    expect((await stored('text')).machine.States).toHaveProperty('Last');
  });
  test('what cannot be read stays, the canvas keeps the last that could, and undo goes back', async () => {
    await write('{ "machine": ');
    await page.getByText(/Line 1 is no JSON/).waitFor();
    await line('2 Last').waitFor();
    await expectSoon(() => editor().textContent()).toContain('"machine":');
    await page.getByRole('button', { name: 'Show the draft again' }).click();
    await page.getByText('"Last": {').waitFor();
    await walkTo('canvas');
    await press('Control+z');
    await line('2 Second').waitFor();
    await page.getByRole('button', { name: 'Close the JSON' }).click();
  });
  test('a draft that cannot be drawn says where, and is mended as text', async () => {
    await open('broken', { First: { Type: 'Dance' } });
    await page.getByText('This draft cannot be drawn.').waitFor();
    await page.getByText('/machine/States/First/Type').first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    const text = JSON.stringify(await draftOf('broken'));
    await write(text.replace('"Dance"', '"Pass","End":true'));
    await page.getByRole('button', { name: 'Show the canvas' }).click();
    await line('1 First').waitFor();
  });
});

test('while the server is away edits are kept, and saved once it is back', async () => {
  await open('away', { First: pass() });
  await line('1 First').waitFor();
  await page.route('**/draft', (route) => route.abort());
  await page.getByRole('button', { name: 'away', exact: true }).click();
  await page.keyboard.type('Still here');
  await press('Enter');
  await page.getByText(/Offline — 1 edit kept here/).waitFor();
  await page.unroute('**/draft');
  expect((await stored('away')).title).toBe('Still here');
});

test('two tabs change one draft, and both changes are in it', async () => {
  await open('both', { First: pass('Second'), Second: pass() });
  await line('1 First').waitFor();
  const other = await page.context().newPage();
  await other.goto(`${url}/w/default/workflows/both/design`);
  await line('2 Second', other).click();
  await other.keyboard.press('m');
  await other.getByRole('textbox', { name: 'Note' }).fill('from the other tab');
  await page.getByRole('button', { name: 'both', exact: true }).click();
  await page.keyboard.type('Of this tab');
  await press('Enter');
  await saved(other);
  const { title, machine } = await stored('both');
  expect([title, machine.States.Second?.Comment]).toEqual(['Of this tab', 'from the other tab']);
  await other.close();
});

test('a narrow window shows the workflow and says why it cannot be changed', async () => {
  await page.setViewportSize({ width: 700, height: 900 });
  await page.getByText('Too narrow to edit').waitFor();
  await card('First').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(complaints).toEqual([]);
});
