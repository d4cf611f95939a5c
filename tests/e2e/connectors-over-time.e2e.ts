// What comes after a connector is there: workflows go to another version and back, keys, pieces, and samples.
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, signIn, takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import { OWNER, OWNER_SETTINGS } from './owner.ts';
import { FORBIDDEN_PIECE, PIECE, PIECE_VERSION, startPieceRegistry, type PieceRegistry } from './piece-registry.ts';
import { startProduct, type RunningServer } from './running-server.ts';

const WORKFLOWS = ['billing', 'orders', 'refunds', 'returns'];

let registry: PieceRegistry | undefined;
let server: RunningServer | undefined;
let browser: Browser | undefined;
let url: string;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  registry = await startPieceRegistry();
  server = await startProduct({
    ...OWNER_SETTINGS,
    ...registry.environment,
  });
  browser = await openBrowser();
  ({ page, complaints } = await openPage(browser));
  ({ url } = server);
  await signIn(page, url, OWNER);
  await importThings('1.0.0', []);
  for (const name of WORKFLOWS) await publish(name);
  await importThings('1.1.0', [{ name: 'filter', in: 'query', schema: { type: 'string' } }]);
  await importThings('2.0.0', [{ name: 'filter', in: 'query', required: true, schema: { type: 'string' } }]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await registry?.stop();
});

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

async function send(path: string, data: unknown, method: 'POST' | 'PUT' = 'POST'): Promise<void> {
  const answer = await page.request.fetch(`${url}/api/v1${path}`, { method, data, headers: { origin: url } });
  if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`);
}

/** A connector of one action, which nobody calls here. */
async function importThings(version: string, parameters: readonly object[]): Promise<void> {
  const answers = { 200: { description: 'It.', content: { 'application/json': { schema: { type: 'object' } } } } };
  const get = { operationId: 'listThings', summary: 'List things', parameters, responses: answers };
  const document = {
    ...{ openapi: '3.0.3', info: { title: 'Things', version } },
    ...{ servers: [{ url: 'http://127.0.0.1:9' }], paths: { '/things': { get } } },
  };
  const overlay = { name: 'things', title: 'Things', description: 'All of them.', version };
  await send('/connectors/openapi', { document: JSON.stringify(document), overlay, promote: true });
}

/** A workflow that was made when there was nothing but version 1.0.0. */
async function create(name: string): Promise<void> {
  const only = { Type: 'Task', Resource: 'connector:things/list_things', Arguments: {}, End: true };
  const machine = { QueryLanguage: 'JSONata', StartAt: 'Only', States: { Only: only } };
  const rest = { triggers: { call: { type: 'call' } }, connectors: { things: '1.0.0' }, machine };
  await send('/workflows', { millrace: 1, name, title: name, ...rest });
}

async function publish(name: string): Promise<void> {
  await create(name);
  await send(`/workflows/${name}/publish`, {});
}

describe('workflows that use a connector', () => {
  test('go to another version in batches', async () => {
    await page.goto(`${url}/w/default/connectors/things?tab=used-by`);
    await button('Move workflows').press('Enter');
    await page.getByRole('combobox', { name: 'To version' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('button:focus').filter({ hasText: 'Move workflows' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'To version' }).click();
    await page.getByRole('option', { name: '1.1.0' }).click();
    await page.getByRole('radio', { name: 'Publish them in batches' }).check();
    await page.getByLabel('Batches, in percent').fill('50');
    await page.getByText('Up to ten numbers that grow, and end with 100.').waitFor();
    await expectSoon(() => inDialog('Move 4 workflows').isDisabled()).toBe(true);
    await page.getByLabel('Batches, in percent').fill('50, 100');
    await page.getByRole('checkbox', { name: 'returns' }).uncheck();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'move-dialog');
    await inDialog('Move 3 workflows').click();
    await page.getByRole('heading', { name: '1.0.0 to 1.1.0' }).waitFor();
    await page.getByText('Published as version 2').waitFor();
    await expectSoon(() => page.getByText('Will be published with batch 2').count()).toBe(2);
  });

  test('wait when nothing shows that the batch before went well, unless somebody knows better', async () => {
    await button('Publish batch 2').click();
    await page.getByText('No run of "billing" has ended with the new version yet.').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'move-objection');
    await button('Publish anyway').click();
    await page.getByText('Ended', { exact: true }).waitFor();
    await expectSoon(() => page.getByText('Published as version 2').count()).toBe(3);
    await expectSoon(() => button(/^Publish/).count()).toBe(0);
  });

  test('go back, after a question', async () => {
    await button('Undo').click();
    await inDialog('Undo the move').click();
    await page.getByText('Undone: version 1 is live again').first().waitFor();
    await expectSoon(() => page.getByText('Undone: version 1 is live again').count()).toBe(3);
    await expectSoon(() => button('Undo').count()).toBe(0);
  });

  test('say what does not fit, and lead to the draft', async () => {
    await page.getByRole('link', { name: 'All workflows' }).click();
    await page.getByRole('table', { name: 'Used by' }).waitFor();
    await button('Move workflows').click();
    await inDialog('Move 4 workflows').click();
    await page.getByRole('heading', { name: '1.0.0 to 2.0.0' }).waitFor();
    await expectSoon(() => page.getByText('Its draft has the new version, and needs edits').count()).toBe(4);
    await takePictures(page, 'move-needs-edits');
    expect(
      await page
        .getByRole('row', { name: /billing/ })
        .getByRole('listitem')
        .innerText(),
    ).toMatch(/Arguments/);
    await page.getByRole('link', { name: 'All workflows' }).click();
    const moves = page.getByRole('region', { name: 'Earlier moves' });
    await moves.getByRole('link', { name: '1.0.0 to 1.1.0' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'used-by');
    await moves.getByRole('link', { name: '1.0.0 to 2.0.0' }).click();
    await page.getByRole('link', { name: 'Open the draft of billing' }).click();
    await page.waitForURL('**/workflows/billing/design');
  });
});

test('a workflow that stays with its version is edited as that version has it, and published', async () => {
  await create('unmoved');
  await page.goto(`${url}/w/default/workflows/unmoved/design?step=Only`);
  await button('Publish').click();
  await page.getByText('v1 is live', { exact: true }).waitFor();
  // The newest version has a field, and needs it.
  await page
    .getByText(/List things/)
    .first()
    .waitFor();
  await page.getByLabel(/^filter/i).waitFor({ state: 'detached' });
});

describe('publisher keys', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');

  test('are added by pasting the public half, and never the private one', async () => {
    await page.goto(`${url}/w/default/connectors`);
    await page.getByRole('link', { name: 'Publisher keys' }).click();
    await page.getByText('No key is known').waitFor();
    await page.getByText('npx millrace connector keys new').waitFor();
    await button('Add a key').click();
    await page.getByLabel('Whose it is').fill('Acme team');
    await page.getByLabel('Public key').fill(String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
    await inDialog('Add a key').click();
    await page.getByText('publisher_key.invalid').waitFor();
    await page.getByLabel('Public key').fill(String(publicKey.export({ type: 'spki', format: 'pem' })));
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'add-key');
    await inDialog('Add a key').click();
    await page.getByRole('cell', { name: 'Acme team', exact: true }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'publisher-keys');
  });

  test('are removed after a question', async () => {
    await button('Remove the key of Acme team').click();
    await inDialog('Remove').click();
    await page.getByText('No key is known').waitFor();
  });
});

describe('a piece', () => {
  test('that is no piece is refused with its code and what to do', async () => {
    await page.goto(`${url}/w/default/connectors`);
    await button('New connector').click();
    await button('From Activepieces').click();
    await page.getByText('They do not stop malice.').waitFor();
    await page.getByLabel('Package').fill('left-pad');
    await page.getByLabel('Version').fill('1.3.0');
    await button('Look at it').click();
    await page.getByText('piece.name_invalid').waitFor();
    await page.getByRole('link', { name: 'What it means, and what to do' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'piece-refused');
  });

  const look = async (name: string, version: string): Promise<void> => {
    await page.getByLabel('Package').fill(name);
    await page.getByLabel('Version').fill(version);
    await button('Look at it').click();
  };

  test('whose version is not there says which there are, and one that must not be installed says why', async () => {
    await look(PIECE, '9.9.9');
    await page.getByText(`It has: ${PIECE_VERSION}.`).waitFor({ timeout: 60_000 });
    await look(FORBIDDEN_PIECE, PIECE_VERSION);
    const reasons = page.getByRole('alert').filter({ hasText: 'It cannot be installed' });
    await reasons.getByText('piece.own_server').waitFor({ timeout: 60_000 });
    await expectSoon(() => button(/^Install /).count()).toBe(0);
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'piece-forbidden');
  });

  test('is looked at, and installed after a question where it is young, with a word on its licence', async () => {
    await look(PIECE, PIECE_VERSION);
    const preview = page.getByRole('region', { name: 'What the piece is' });
    await preview.getByText('A piece of a test.').waitFor({ timeout: 60_000 });
    await preview.getByText('The package states no licence').waitFor();
    await preview.getByText('it says that it only reads').waitFor();
    await preview.getByRole('checkbox', { name: 'List things' }).check();
    await preview.getByText('1 of 2 only reads').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'piece-preview');
    await button('Install Tiny 1.2.3').click();
    await inDialog('Install it anyway').waitFor();
    await takePictures(page, 'piece-young');
    await inDialog('Install it anyway').click();
    await page.getByText('Tiny 1.2.3 is installed').waitFor({ timeout: 60_000 });
    await page.getByText('The package states no licence').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'piece-installed');
    await button('Open its page').click();
    await page.getByRole('heading', { name: 'Tiny', exact: true }).waitFor();
    await page.getByText('reads', { exact: true }).first().waitFor();
  });

  test('is said to read in another version, and the one before stays as it is', async () => {
    await button('What only reads').click();
    const dialog = page.getByRole('dialog');
    await expectSoon(() => dialog.getByRole('checkbox', { name: 'List things' }).isChecked()).toBe(true);
    await expectSoon(() => inDialog('Make the version').isDisabled()).toBe(true);
    await dialog.getByRole('checkbox', { name: 'Add a row' }).check();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'piece-reads');
    await inDialog('Make the version').click();
    await page.waitForURL('**/connectors/ap-tiny/v/1.2.3-reads.1');
    const members = page.getByRole('navigation', { name: 'Actions and triggers' });
    await members.getByText('Add a row').waitFor();
    await expectSoon(() => members.getByText('writes', { exact: true }).count()).toBe(0);
    await page.goto(`${url}/w/default/connectors/ap-tiny/v/1.2.3`);
    await members.getByText('writes', { exact: true }).waitFor();
    await page.goto(`${url}/w/default/connectors/ap-tiny?tab=versions`);
    await page.getByText('Only what was said here of its actions has changed').waitFor();
    await takePictures(page, 'piece-versions');
  });
});

describe('the form of a piece', () => {
  const choose = async (field: string, option: string): Promise<void> => {
    await page.getByRole('combobox', { name: field }).click();
    await page.getByRole('option', { name: option }).click();
  };

  test('has fields that only the piece knows, for what was chosen', async () => {
    await page.goto(`${url}/w/default/connectors/ap-tiny?action=add_row`);
    await page.getByText('Fill in “Sheet” first').waitFor();
    await takePictures(page, 'dynamic-fields-missing');
    await choose('Sheet', 'The people');
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Name', { exact: true }).fill('Ada');
    await page.getByText('At the end', { exact: true }).click();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'dynamic-fields');
  });

  test('changes with it, and keeps what still fits', async () => {
    await choose('Sheet', 'The places');
    await page.getByLabel('Town').fill('London');
    await expectSoon(() => page.getByLabel('Email').count()).toBe(0);
    await expectSoon(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('Ada');
    await button('Try “Add a row”').click();
    await page.getByText('Succeeded', { exact: true }).waitFor();
    const answer = page.getByRole('region', { name: 'Try it' });
    await answer.getByText('London').first().waitFor();
    await expectSoon(() => answer.getByText('ada@example.com').count()).toBe(0);
  });

  test('says why the piece does not know them, and asks again', async () => {
    await choose('Sheet', 'The locked');
    await page.getByText('This sheet is locked').waitFor();
    await button('Try again').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'dynamic-fields-failed');
  });
});

describe('a workflow whose service knows the fields', () => {
  const documentOf = (version: string, values: object) => {
    const add = {
      Type: 'Task',
      Resource: 'connector:ap-tiny/add_row',
      Arguments: { sheet: 'people', values },
      End: true,
    };
    const machine = { QueryLanguage: 'JSONata', StartAt: 'Add', States: { Add: add } };
    const rest = { triggers: { call: { type: 'call' } }, connectors: { 'ap-tiny': version }, machine };
    return { millrace: 1, name: 'rows', title: 'Rows', ...rest };
  };

  test('has its step drawn by what the service says', async () => {
    const piece = await page.request.get(`${url}/api/v1/connectors/ap-tiny`);
    const { version } = (await piece.json()) as { readonly version: string };
    await send('/workflows', documentOf(version, { name: 'Ada', phone: '1' }));
    await page.goto(`${url}/w/default/workflows/rows/design?step=Add`);
    await page.getByLabel('Email', { exact: true }).waitFor();
    await page.getByText('The service has no field for this value, which would be sent: phone').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'step-dynamic-fields');
  });

  test('is not published with what does not fit, and says where', async () => {
    await button('Publish').click();
    await page
      .getByText(/unknown member "phone"/)
      .first()
      .waitFor();
    await button('Remove').click();
    await button('Publish').click();
    await page.getByText('v1 is live', { exact: true }).waitFor();
  });

  test('says that a service did not answer', async () => {
    await page.getByRole('combobox', { name: 'Sheet' }).click();
    await page.getByRole('option', { name: 'The locked' }).click();
    await page.getByText('This sheet is locked').waitFor();
    await button('Publish').click();
    await button('Publish v2').click();
    await page.getByText('some services did not answer').waitFor();
    await page.getByRole('listitem').getByText('This sheet is locked').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'service-silent');
    await button('Close this notice').first().click();
    await page.getByText('some services did not answer').waitFor({ state: 'detached' });
  });

  test('says what a service says otherwise by now', async () => {
    // A week is too long to wait for: the server's answer has what a comparison finds.
    const path = '/machine/States/Add/Arguments/values';
    const warning = { code: 'connector.schema_changed', severity: 'warning', path };
    const schemaWarnings = [{ ...warning, message: 'Its fields have changed: "email" is gone, "phone" is new.' }];
    await page.route('**/api/v1/workflows/rows', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), schemaWarnings } });
    });
    await page.goto(`${url}/w/default/workflows/rows/design`);
    await page.getByText('Services have changed since the live version was published.').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'service-changed');
    await button('Open Add').click();
    await page.getByRole('combobox', { name: 'Sheet' }).waitFor();
    await page.unroute('**/api/v1/workflows/rows');
  });
});

describe('a saved sample', () => {
  test('takes the place of the made-up one until somebody forgets it', async () => {
    await send('/connectors/things/actions/list_things/sample', { output: { kept: 'from a real call' } }, 'PUT');
    await page.goto(`${url}/w/default/connectors/things?action=list_things`);
    const sample = page.getByRole('region', { name: 'Sample' });
    await sample.getByText('from a real call').waitFor();
    await sample.getByText('Saved by').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'saved-sample');
    await button('Forget the saved sample of List things').click();
    await inDialog('Forget').click();
    await sample.getByText('from a real call').waitFor({ state: 'detached' });
    await expectSoon(() => sample.getByText('Saved by').count()).toBe(0);
  });
});

test('grey lines are there until there is a page', async () => {
  let goOn = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await page.route('**/api/v1/auth/session', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${url}/w/default/connectors/publishers/keys`);
  await page.locator('#starting i, [aria-label="Loading"] span').first().waitFor();
  await takePictures(page, 'starting');
  goOn();
  await page.getByRole('heading', { name: 'Publisher keys' }).waitFor();
  await page.locator('#starting').waitFor({ state: 'hidden' });
  await page.unroute('**/api/v1/auth/session');
});

test('the browser has nothing to complain about', () => expect(complaints).toEqual([]));
