// A connector of one's own, without a command line: made of a document, tried, published, used, and made again.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, signIn, takePictures } from '../browser.ts';
import { startCrm, type CrmService } from '../crm-service.ts';
import { expectSoon } from '../expect-soon.ts';
import { OWNER, OWNER_SETTINGS } from '../owner.ts';
import { startProduct, type RunningServer } from '../running-server.ts';
import { Interactions } from './interactions.ts';

let server: RunningServer | undefined;
let browser: Browser | undefined;
let crm: CrmService | undefined;
let url: string;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  crm = await startCrm();
  server = await startProduct({
    ...OWNER_SETTINGS,
    MILLRACE_OUTBOUND_ALLOW: '127.0.0.1/32',
  });
  browser = await openBrowser();
  ({ page, complaints } = await openPage(browser));
  ({ url } = server);
  await signIn(page, url, OWNER);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await crm?.stop();
});

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

describe('a connector from an OpenAPI document', () => {
  test('is published and used within eight interactions', async () => {
    const act = new Interactions(page);
    await page.goto(`${url}/w/default/connectors`);
    await act.click('button', 'New connector');
    await act.click('button', 'From OpenAPI');
    await page.getByLabel('Document', { exact: true }).fill(crm?.document ?? '');
    await page.getByText('Found 4 operations, bearer auth').waitFor();
    await act.click('checkbox', 'Select all operations');
    await takePictures(page, 'openapi-operations');
    await act.click('button', 'Continue');
    await page.getByLabel('Token').waitFor();
    await page.locator('input[type=password]:focus').waitFor();
    await page.keyboard.type(crm?.token ?? '');
    await act.click('button', 'Try GET /contacts');
    await page.getByText('Connection crm saved').waitFor();
    await page.getByText('Succeeded', { exact: true }).waitFor();
    await takePictures(page, 'openapi-tried');
    await act.click('button', 'Publish 1.0.0');
    await page.getByRole('heading', { name: 'CRM', exact: true }).waitFor();
    await takePictures(page, 'connector-published');
    await act.click('button', 'Use in workflow');
    await page.getByRole('searchbox', { name: 'Search steps' }).waitFor();
    await expectSoon(() => page.getByRole('option').count()).toBe(4);
    await page.keyboard.type('list contacts');
    await act.press('Enter');
    await page.locator('[aria-label^="Step 1, List contacts"]').waitFor();
    await expectSoon(() => page.getByRole('combobox', { name: 'Connection' }).inputValue()).toContain('crm');
    act.expectAtMost(8);
  });

  test('is published and used without a mouse', async () => {
    const act = new Interactions(page);
    const inMain = (role: 'button' | 'checkbox' | 'textbox', name: string) =>
      page.getByRole('main').getByRole(role, { name, exact: true }).first();
    await page.goto(`${url}/w/default/connectors`);
    await act.pressOn(inMain('button', 'New connector'));
    await act.pressOn(button('From OpenAPI'));
    await act.pressOn(inMain('textbox', 'Document'), 'End');
    await page.keyboard.insertText((crm?.document ?? '').replace(/("title": *")CRM"/, '$1Keys"'));
    await page.getByText('Found 4 operations, bearer auth').waitFor();
    await act.pressOn(inMain('checkbox', 'Select all operations'), 'Space');
    await act.pressOn(inMain('button', 'Continue'));
    await page.locator('input[type=password]:focus').waitFor();
    await act.type(crm?.token ?? '');
    await act.pressOn(inMain('button', 'Try GET /contacts'));
    await page.getByText('Succeeded', { exact: true }).waitFor();
    await act.pressOn(inMain('button', 'Publish 1.0.0'));
    await page.getByRole('heading', { name: 'Keys', exact: true }).waitFor();
    await act.pressOn(inMain('button', 'Use in workflow'));
    await page.locator('input[type=search]:focus').waitFor();
    await act.type('list contacts');
    await act.press('Enter');
    await page.locator('[aria-label^="Step 1, List contacts"]').waitFor();
  });

  test('is tried on its page, and the answer is kept as its sample', async () => {
    await page.goto(`${url}/w/default/connectors/crm?action=list_contacts`);
    await button('Try “List contacts”').click();
    await page.getByText('Succeeded', { exact: true }).waitFor();
    await button('Save as sample').click();
    await page.getByText('Saved as the sample of “List contacts”').waitFor();
    const kept = (await (await page.request.get(`${url}/api/v1/connectors/crm/samples`)).json()) as {
      items: { action: string }[];
    };
    expect(kept.items.map(({ action }) => action)).toEqual(['list_contacts']);
  });

  test('knows which workflows use it', async () => {
    await page.getByRole('link', { name: /^Used by/ }).click();
    await page.getByRole('table', { name: 'Used by' }).waitFor();
    await expectSoon(() => page.getByRole('row').count()).toBe(2);
    await page.getByText('Nothing changes').waitFor();
  });

  test('a newer document shows what breaks, and asks for the version that says so', async () => {
    await page.getByRole('link', { name: 'Import a newer document' }).click();
    await page.getByRole('heading', { name: 'A new version of crm' }).waitFor();
    await page.getByLabel('Document', { exact: true }).fill(crm?.nextDocument ?? '');
    await page.getByText('Found 4 operations, bearer auth').waitFor();
    await page.getByText('3 of 4 selected').waitFor();
    await page.getByRole('checkbox', { name: 'Select all operations' }).check();
    await button('Continue').click();
    await page.getByText('delete_contact').waitFor();
    await takePictures(page, 'openapi-again');
    await button('Publish 2.0.0').click();
    await page.getByRole('heading', { name: 'CRM', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Versions' }).click();
    await page.getByText('New workflows get this').waitFor();
    await takePictures(page, 'connector-versions');
  });

  test('an older version is deprecated, after a question', async () => {
    await button('Change version 1.0.0').click();
    await page.getByRole('menuitem', { name: 'Deprecate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Deprecate 1.0.0' }).click();
    await page.getByText('1.0.0 is deprecated').waitFor();
    await page.getByText('Deprecated: another version is better.').waitFor();
  });

  test('the form of an action comes also where the list leaves the schemas out', async () => {
    const text = { type: 'string', description: 'Something that is said at some length. '.repeat(20) };
    const fields = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`property_${index}`, text]));
    const content = { 'application/json': { schema: { type: 'object', properties: fields } } };
    const parameters = [{ name: 'colour', in: 'query', schema: { type: 'string', title: 'Colour of the thing' } }];
    const thing = (index: number) => ({
      get: {
        operationId: `get_thing_${index}`,
        summary: `Get thing ${index}`,
        parameters,
        responses: { 200: { description: 'It.', content } },
      },
    });
    const document = {
      ...{ openapi: '3.0.3', info: { title: 'Large', version: '1' }, servers: [{ url: 'https://large.example' }] },
      paths: Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`/things/${index}`, thing(index)])),
    };
    const overlay = { name: 'large', title: 'Large', description: 'Things.', version: '1.0.0' };
    const made = await page.request.post(`${url}/api/v1/connectors/openapi`, {
      headers: { origin: url },
      data: { document: JSON.stringify(document), overlay, promote: true },
    });
    expect(made.status()).toBe(201);
    await page.goto(`${url}/w/default/connectors/large`);
    await button('Use in workflow').click();
    await page.getByRole('searchbox', { name: 'Search steps' }).waitFor();
    await page.keyboard.type('get thing 42');
    await page.getByRole('option', { name: 'Get thing 42' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[aria-label^="Step 1, Get thing 42"]').waitFor();
    await page.getByLabel('Colour of the thing').first().waitFor();
    const { items } = (await (await page.request.get(`${url}/api/v1/connectors`)).json()) as {
      items: { name: string; isAbridged?: boolean }[];
    };
    expect(items.find(({ name }) => name === 'large')).toMatchObject({ isAbridged: true });
  });

  test('a file that is no package is refused with its code and what to do', async () => {
    await page.goto(`${url}/w/default/connectors/new/upload`);
    await page.getByLabel('Choose a package (.tgz)').setInputFiles({
      ...{ name: 'odd.tgz', mimeType: 'application/gzip' },
      buffer: Buffer.from('this is not a package'),
    });
    await page.getByRole('link', { name: 'What it means, and what to do' }).waitFor();
    await expectSoon(() => page.getByText(/^(?:package|connector)\.[a-z_]+$/).count()).toBe(1);
    await expectSoon(() => button(/^Publish/).count()).toBe(0);
  });

  test('the browser has nothing to complain about', () => expect(complaints).toEqual([]));
});
