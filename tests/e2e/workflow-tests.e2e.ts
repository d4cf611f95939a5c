// A run becomes a test; the test is run, edited and saved beside what others save; publishing and the designer tell of what fails.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
/** How often the service was called. */
let calls = 0;

beforeAll(async () => {
  service = createServer((request, response) => {
    calls += 1;
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"level":"gold"}');
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  session = await startOwnerSession({ MILLRACE_OUTBOUND_ALLOW: '127.0.0.1' });
  ({ api, complaints, page, url } = session);
  const serviceUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}/customer`;
  await api('POST', '/workflows', {
    body: {
      millrace: 1,
      name: 'customers',
      title: 'Customers',
      triggers: { call: { type: 'call' } },
      machine: {
        QueryLanguage: 'JSONata',
        StartAt: 'Get customer',
        States: {
          'Get customer': {
            ...{ Type: 'Task', Resource: 'connector:http/request', Arguments: { method: 'GET', url: serviceUrl } },
            Assign: { customer: '{% $states.result.body %}' },
            Next: 'Done',
          },
          Done: { Type: 'Succeed', Output: { level: '{% $customer.level %}' } },
        },
      },
    },
  });
}, 120_000);
afterAll(async () => {
  await session?.end();
  service?.closeAllConnections();
  service?.close();
});

type Json = Readonly<Record<string, unknown>>;
interface Draft {
  readonly document: Json & { readonly tests?: readonly { readonly name: string }[] };
  readonly revision: number;
}
const readDraft = async (): Promise<Draft> => (await api('GET', '/workflows/customers/draft')) as unknown as Draft;
const testsPage = (): string => `${url}/w/default/workflows/customers/tests`;
const result = () => page.getByRole('region', { name: 'Result' });

async function retype(name: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name, exact: true }).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

test('a workflow without tests leads to one', async () => {
  await page.goto(testsPage());
  await page.getByRole('heading', { name: 'No tests yet' }).waitFor();
  await takePictures(page, 'workflow-tests-empty');
  expect(await findViolations(page)).toEqual([]);
});

test('a run is saved as a test, which passes and calls nobody', async () => {
  await api('POST', '/workflows/customers/publish', { body: {} });
  await api('POST', '/workflows/customers/runs?wait=30', { body: { input: { id: 7 } } });
  const { items } = (await api('GET', '/runs?workflow=customers')) as unknown as { items: { id: string }[] };
  await page.goto(`${url}/w/default/runs/${items[0]?.id ?? ''}`);
  await page.getByRole('button', { name: 'Save as test' }).click();
  await page.getByLabel('Name of the test').fill('gold customers are known');
  await page.keyboard.press('Enter');
  await page.getByText('1 passed · 0 failed').waitFor();
  expect(calls).toBe(1);
  expect(page.url()).toContain('/workflows/customers/tests?test=');
  const { document } = await readDraft();
  expect(document.tests).toMatchObject([
    {
      name: 'gold customers are known',
      input: { id: 7 },
      mocks: { 'Get customer': [{ return: { body: { level: 'gold' } } }] },
      expect: { status: 'succeeded', output: { level: 'gold' } },
    },
  ]);
});

test('what is typed is run before it is saved, and shows what differs', async () => {
  await retype('Expectations', '{ "status": "succeeded", "output": { "level": "silver" } }');
  await page.keyboard.press('Control+Enter');
  await result().getByText('Expected "silver", but it is "gold".').waitFor();
  await result().locator('summary', { hasText: 'Get customer' }).click();
  await result().getByRole('heading', { name: 'Arguments' }).waitFor();
  expect((await readDraft()).document.tests).toMatchObject([{ expect: { output: { level: 'gold' } } }]);
  await takePictures(page, 'workflow-tests');
  expect(await findViolations(page)).toEqual([]);
});

test('saving loses nothing of what others have saved meanwhile', async () => {
  const { document, revision } = await readDraft();
  const theirs = { name: 'theirs', expect: { status: 'failed' } };
  const changed = { ...document, description: 'Theirs.', tests: [...(document.tests ?? []), theirs] };
  await api('PUT', '/workflows/customers/draft', { body: changed, ifMatch: revision });
  await page.keyboard.press('Control+S');
  await page.getByText('0 passed · 2 failed').waitFor();
  const saved = (await readDraft()).document;
  expect(saved).toMatchObject({ description: 'Theirs.' });
  expect(saved.tests?.map(({ name }) => name)).toEqual(['gold customers are known', 'theirs']);
});

test('text that is no test is refused where it stands', async () => {
  await retype('Mocks', '{ "Get customer": [] }');
  await page.getByText('/Get customer must have 1 item at least.').waitFor();
  await page.keyboard.press('Control+S');
  await page.getByText('What is typed is no test yet.').waitFor();
  await expectSoon(() => page.getByRole('button', { name: 'Save test' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Discard changes' }).click();
});

test('a test that fails is a problem of the draft, which leads to it, and a warning at publishing', async () => {
  await page.goto(`${url}/w/default/workflows/customers/design`);
  await page.getByRole('tab', { name: /^Problems/ }).click();
  await page.getByRole('button', { name: /The test "gold customers are known" fails/ }).click();
  await page.getByRole('heading', { name: 'Result' }).waitFor();
  const { warnings } = (await api('POST', '/workflows/customers/publish', { body: {} })) as {
    warnings?: readonly Json[];
  };
  expect(warnings).toMatchObject([{ code: 'test.failed' }, { code: 'test.failed' }]);
});

test('the palette and the sheet of shortcuts know what the page can do', async () => {
  await page.goto(testsPage());
  // While they run they cannot be run again.
  await page.getByText(/\d passed · \d failed/).waitFor();
  await page.keyboard.press('Control+K');
  const search = page.getByRole('textbox', { name: 'Search' });
  await search.fill('all tests');
  await page.getByRole('dialog').getByText('Run all tests').waitFor();
  await page.keyboard.press('Enter');
  await search.waitFor({ state: 'detached' });
  await page.getByText(/\d passed · \d failed/).waitFor();
  await page.getByRole('heading', { name: 'Result' }).click();
  await page.keyboard.press('?');
  await page.getByRole('region', { name: 'Tests of a workflow' }).getByText('Save test').waitFor();
  await page.keyboard.press('Escape');
});

test('the keyboard adds, duplicates and deletes', async () => {
  await page.goto(testsPage());
  await page.getByText('0 passed · 2 failed').waitFor();
  await page.getByRole('button', { name: 'Add test' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'New test' }).waitFor();
  await page.getByRole('button', { name: 'Duplicate' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'New test 2' }).waitFor();
  for (const left of ['New test', 'gold customers are known']) {
    await page.getByRole('button', { name: 'Delete', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: left }).first().click();
  }
  expect((await readDraft()).document.tests?.map(({ name }) => name)).toEqual(['gold customers are known', 'theirs']);
});

test('its settings are a form: what is wrong is said at the field, and what is saved is in the draft beside all else', async () => {
  await page.goto(`${url}/w/default/workflows/customers/settings`);
  const tests = (await readDraft()).document.tests;
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  await field('Unfinished runs at once').fill('2');
  await field('At most so many wait').fill('100');
  await page.getByRole('textbox', { name: 'Counted separately for each' }).fill('$states.input.(');
  await page
    .getByText(/syntax|expected|ends/i)
    .first()
    .waitFor();
  await takePictures(page, 'workflow-settings-wrong');
  await page.getByRole('textbox', { name: 'Counted separately for each' }).fill('$states.input.customerId');
  await field('Runs that succeeded, in days').fill('7');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expectSoon(() => page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
  await field('Name').fill('customer');
  await field('Expression over the event').fill('{% $states.input.customerId %}');
  await page.locator('label', { hasText: 'Keep it as a dead letter' }).click();
  await page.getByRole('tab', { name: 'Runs' }).click();
  const leaving = page.getByRole('dialog', { name: 'Leave without saving?' });
  await leaving.getByRole('button', { name: 'Cancel' }).click();
  expect(await findViolations(page)).toEqual([]);
  await takePictures(page, 'workflow-settings');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved in the draft.').waitFor();
  expect((await readDraft()).document).toMatchObject({
    tests,
    settings: {
      concurrency: { max: 2, backlog: 100, key: '{% $states.input.customerId %}' },
      retention: { succeededDays: 7 },
      deadLetterFailedRuns: true,
      searchAttributes: { customer: '{% $states.input.customerId %}' },
    },
  });
  await page.getByRole('tab', { name: 'Runs' }).click();
  await page.waitForURL(/customers\/runs/);
});

test('nobody has seen what should not be there', () => {
  expect(complaints).toEqual([]);
});
