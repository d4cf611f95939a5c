// An account of a service is connected from a step; an administrator's first time, the next one, and a refusal.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { findFreePort, until } from '@millrace/testing';
import type { startServer } from '../../../apps/server/src/index.ts';
import { makeDeskConnector } from '../../../apps/server/src/testing/desk-connector.ts';
import {
  IDP_CLIENT,
  startIdentityProvider,
  type IdentityProvider,
} from '../../../apps/server/src/testing/identity-provider.ts';
import { openBrowser, openPage, signIn, takePictures } from '../browser.ts';
import { EVERY_CHECK, findViolations } from '../find-violations.ts';
import { OWNER, OWNER_KEY_SETTINGS, apiOf, type Api } from '../owner.ts';
import { Interactions } from './interactions.ts';

type StartServer = typeof startServer;
const SERVER = new URL('../../../apps/server/dist/index.js', import.meta.url).pathname;

let provider: IdentityProvider | undefined;
let server: Awaited<ReturnType<StartServer>> | undefined;
let browser: Browser | undefined;
let folder: string | undefined;
let page: Page;
let complaints: string[];
let url: string;
let api: Api;

beforeAll(async () => {
  const port = await findFreePort();
  url = `http://127.0.0.1:${port}`;
  api = apiOf(url);
  provider = await startIdentityProvider({ redirectUrls: [`${url}/api/v1/oauth/callback`] });
  folder = mkdtempSync(join(tmpdir(), 'millrace-e2e-'));
  // As root, Postgres runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const built = (await import(SERVER)) as { readonly startServer: StartServer };
  server = await built.startServer({
    environment: {
      MILLRACE_DATA_DIR: folder,
      MILLRACE_PORT: String(port),
      MILLRACE_OUTBOUND_ALLOW: '127.0.0.1',
      ...OWNER_KEY_SETTINGS,
    },
    connectors: [makeDeskConnector(provider.url)],
    logDestination: { write: () => undefined },
  });
  browser = await openBrowser();
  ({ page, complaints } = await openPage(browser));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await provider?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

const connection = () => page.getByRole('combobox', { name: 'Connection' });
const dialog = () => page.getByRole('dialog');
/** The step names a new connection once the lists know it, which is after the dialog has gone. */
const choosesConnection = (name: RegExp): Promise<boolean> =>
  until(async () => name.test(await connection().inputValue()));

/** Chooses to connect another account, and gives the window of the service. */
async function openWindow(act = new Interactions(page)): Promise<Page> {
  await act.clickOn(connection());
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    act.clickOn(page.getByRole('option', { name: 'Connect new account' })),
  ]);
  return popup;
}

test('an administrator’s first time: what to register, a check, and then the account', async () => {
  await signIn(page, url, OWNER);
  const step = { Type: 'Task', Resource: 'connector:desk/get_me', Arguments: {}, End: true };
  await api('POST', '/workflows', {
    body: {
      ...{ millrace: 1, name: 'who-am-i', triggers: { hook: { type: 'webhook', path: 'who', respond: 'result' } } },
      machine: { QueryLanguage: 'JSONata', StartAt: 'Ask', States: { Ask: step } },
    },
  });
  await page.goto(`${url}/w/default/workflows/who-am-i/design`);
  await page.locator('[aria-label^="Step 1, "]').click();
  const act = new Interactions(page);
  const early = await openWindow(act);
  await dialog().getByRole('heading', { name: 'Client of Desk' }).waitFor();
  if (!early.isClosed()) await early.waitForEvent('close');
  expect(await findViolations(page, EVERY_CHECK)).toEqual([]);
  await takePictures(page, 'oauth-client');
  await act.clickOn(dialog().getByRole('button', { name: 'Copy redirect URL' }));
  expect(await dialog().getByRole('textbox', { name: 'Redirect URL' }).inputValue()).toBe(
    `${url}/api/v1/oauth/callback`,
  );
  await dialog().getByLabel('Client ID').fill(IDP_CLIENT.clientId);
  await page.keyboard.press('Tab');
  await page.keyboard.type(IDP_CLIENT.clientSecret);
  await act.clickOn(dialog().getByRole('button', { name: 'Check client' }));
  await dialog().getByText('Client accepted').waitFor();
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    act.clickOn(dialog().getByRole('button', { name: 'Save and connect' })),
  ]);
  await popup.getByPlaceholder('Enter any login').fill('ada');
  await popup.getByPlaceholder('and password').fill('any');
  await popup.getByRole('button', { name: 'Sign-in' }).click();
  const closed = popup.waitForEvent('close');
  await act.clickOn(popup.getByRole('button', { name: 'Continue' }));
  await closed;
  await dialog().waitFor({ state: 'detached' });
  // Signing in to the service is the service's own.
  act.expectAtMost(6);
  await choosesConnection(/^desk$/);
  await page.getByText('ada · ').first().waitFor();
  expect(await api('GET', '/connections/desk')).toMatchObject({ health: { state: 'ok' }, account: { label: 'ada' } });
}, 120_000);

test('the next account takes three interactions', async () => {
  const act = new Interactions(page);
  const popup = await openWindow(act);
  const closed = popup.waitForEvent('close');
  await act.clickOn(popup.getByRole('button', { name: 'Continue' }));
  await closed;
  act.expectAtMost(3);
  await page.locator('input[role=combobox][value^="desk-2"]').waitFor();
  expect(await api('GET', '/connections/desk-2')).toMatchObject({ health: { state: 'ok' } });
}, 60_000);

test('whoever does not allow it is not connected, and may try again', async () => {
  const popup = await openWindow();
  const closed = popup.waitForEvent('close');
  await popup.getByRole('link', { name: 'Cancel' }).click();
  await closed;
  await dialog().getByText('Not connected').waitFor();
  expect(await findViolations(page, EVERY_CHECK)).toEqual([]);
  await takePictures(page, 'oauth-denied');
  const [again] = await Promise.all([
    page.waitForEvent('popup'),
    dialog().getByRole('button', { name: 'Try again' }).click(),
  ]);
  await again.getByRole('button', { name: 'Continue' }).click();
  await dialog().waitFor({ state: 'detached' });
  expect(await api('GET', '/connections/desk-3')).toMatchObject({ health: { state: 'ok' } });
}, 60_000);

test('whoever closes the window is told so when they are back', async () => {
  const popup = await openWindow();
  await popup.getByRole('button', { name: 'Continue' }).waitFor();
  await popup.close();
  await page.bringToFront();
  await page.evaluate("globalThis.dispatchEvent(new Event('focus'))");
  await dialog().getByText('Not connected').waitFor();
  await dialog().getByRole('button', { name: 'Close' }).click();
}, 60_000);

test('a machine signs in by itself, once its client is entered', async () => {
  await connection().click();
  await page.getByRole('option', { name: 'Connect in another way' }).click();
  await dialog().getByRole('combobox', { name: 'Sign in with' }).click();
  await page.getByRole('option', { name: 'The machine itself' }).click();
  await dialog().getByRole('button', { name: 'Connect', exact: true }).click();
  await dialog().getByRole('heading', { name: 'Client of Desk' }).waitFor();
  expect(await findViolations(page, EVERY_CHECK)).toEqual([]);
  await dialog().getByLabel('Client ID').fill(IDP_CLIENT.clientId);
  await dialog().getByRole('textbox', { name: 'Client secret' }).fill(IDP_CLIENT.clientSecret);
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'detached' });
  await choosesConnection(/^desk-\d+$/);
  await page.getByText('millrace · ').first().waitFor();
  expect(complaints).toEqual([]);
}, 60_000);
