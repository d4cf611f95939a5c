// Every page in both themes against WCAG 2.2 AA, as far as a program can see it: no serious or critical finding.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, openPage } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import { OWNER, OWNER_SETTINGS } from './owner.ts';
import { startProduct, type RunningServer } from './running-server.ts';

let server: RunningServer | undefined;
let browser: Browser | undefined;
let url: string;
let page: Page;
let runId: string;

beforeAll(async () => {
  server = await startProduct(OWNER_SETTINGS);
  browser = await openBrowser();
  ({ page } = await openPage(browser));
  ({ url } = server);
  execFileSync('sh', ['-c', server.curlLine]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('sign-in', async () => {
  await page.goto(`${url}/login`);
  await page.getByLabel('Email').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  const answer = (await (await page.request.get(`${url}/api/v1/runs`)).json()) as { items: { id: string }[] };
  runId = answer.items[0]?.id ?? '';
});

describe('signed in', () => {
  test.each([
    ['home', '', 'Home'],
    ['workflows', '/workflows', 'Workflows'],
    ['a new workflow', '/workflows/new', 'What starts it?'],
    ['versions', '/workflows/order-intake/versions', /Order intake/],
    ['settings of a workflow', '/workflows/order-intake/settings', /Order intake/],
    ['runs of a workflow', '/workflows/order-intake/runs', /Order intake/],
    ['runs', '/runs', 'Runs'],
    ['connectors', '/connectors', 'Connectors'],
    ['a connector', '/connectors/http', /HTTP/],
    ['its versions', '/connectors/http?tab=versions', /HTTP/],
    ['who uses it', '/connectors/http?tab=used-by', /HTTP/],
    ['a document for a connector', '/connectors/new/openapi', 'Connector from OpenAPI'],
    ['a package for a connector', '/connectors/new/upload', 'Upload a package'],
    ['a piece', '/connectors/new/piece', 'Add an Activepieces piece'],
    ['publisher keys', '/connectors/publishers/keys', 'Publisher keys'],
    ['connections', '/connections', 'Connections'],
    ['settings', '/settings', 'Settings'],
    ['the log', '/settings/logs', 'Log'],
    ['storage', '/settings/storage', 'Storage'],
  ])('%s', async (...[, path, heading]) => {
    await page.goto(`${url}/w/default${path}`);
    await page.getByRole('heading', { name: heading }).first().waitFor();
    expect(await findViolations(page)).toEqual([]);
  });

  test('the designer, with a step open', async () => {
    await page.goto(`${url}/w/default/workflows/order-intake/design`);
    await page.locator('[aria-label^="Step 1, Look up customer"]').click();
    await page.getByLabel('URL', { exact: true }).first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    for (const tab of ['Output', 'On error', 'Notes']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await findViolations(page)).toEqual([]);
    }
  });

  test('a new connection, empty, and then made and chosen', async () => {
    await page.getByRole('tab', { name: 'Setup' }).click();
    await page.getByRole('combobox', { name: 'Connection' }).click();
    await page.getByRole('option', { name: 'Connect new account' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await dialog.getByText('Token is missing.').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByLabel('Token').fill('not-a-real-token');
    await dialog.getByLabel('Hosts').fill('https://api.example.com/orders');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await expectSoon(() => page.getByRole('combobox', { name: 'Connection' }).inputValue()).toBe('http');
    const made = (await (await page.request.get(`${url}/api/v1/connections/http`)).json()) as Record<string, unknown>;
    expect(made).toMatchObject({ connector: 'http', authKind: 'bearer', allowedHosts: ['api.example.com'] });
    expect(JSON.stringify(made)).not.toContain('not-a-real-token');
  });

  test('a run, in each of its views', async () => {
    await page.goto(`${url}/w/default/runs/${runId}`);
    await page.getByText('Look up customer').first().click();
    for (const tab of ['Output', 'Canvas', 'Payload']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await findViolations(page)).toEqual([]);
    }
  });
});

describe('preferences of a person', () => {
  /** A computed style of the first that fits. */
  const styleOf = (part: Locator, name: string): Promise<string | undefined> =>
    part.first().evaluate((element, property) => {
      const { getComputedStyle } = globalThis as unknown as {
        getComputedStyle: (of: unknown) => Record<string, string>;
      };
      return getComputedStyle(element)[property];
    }, name);
  const open = async (tab: string): Promise<void> => {
    await page.goto(`${url}/w/default/runs/${runId}?tab=${tab}`);
    await page.getByText('Look up customer').first().waitFor();
  };

  test('forced colours: what is chosen, how it went and where the focus is are seen without backgrounds', async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    await open('waterfall');
    expect(await styleOf(page.getByRole('tab', { name: 'Waterfall' }), 'outlineStyle')).toBe('solid');
    expect(await styleOf(page.getByRole('tab', { name: 'Payload' }), 'outlineStyle')).toBe('none');
    expect(await styleOf(page.getByRole('link', { name: 'Runs', exact: true }), 'outlineStyle')).toBe('solid');
    expect(await styleOf(page.getByRole('option').locator('[data-kind]'), 'forcedColorAdjust')).toBe('none');
    await page.getByRole('tab', { name: 'Waterfall' }).focus();
    await page.keyboard.press('Tab');
    expect(await styleOf(page.locator(':focus'), 'outlineStyle')).toBe('double');

    await open('canvas');
    const chosen = page.locator('[aria-label^="Step 1, Look up customer"]');
    await chosen.click();
    expect(await styleOf(chosen, 'outlineWidth')).toBe('3px');
    const notTaken = page.locator('[aria-label^="Step 2, Answer: unknown customer"]');
    expect(await styleOf(notTaken, 'borderTopStyle')).toBe('dotted');
    expect(await styleOf(chosen, 'borderTopStyle')).toBe('solid');
    await page.emulateMedia({ forcedColors: 'none' });
  });

  test('higher contrast: quiet words are as strong as others, in a theme that was chosen too', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ contrast: 'more', colorScheme });
      const [quiet, strong] = await page.evaluate<string[]>(
        "['--mr-text-3', '--mr-text-1'].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name))",
      );
      expect(quiet).toBe(strong);
    }
    await page.emulateMedia({ contrast: 'no-preference', colorScheme: 'light' });
  });

  test('less motion: nothing takes time', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open('canvas');
    const card = page.locator('[aria-label^="Step 1, Look up customer"]');
    expect(await styleOf(card, 'transitionDuration')).toMatch(/^0s(, 0s)*$/);
    expect(
      await page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--mr-motion-panel')"),
    ).toMatch(/^0m?s$/);
  });
});

test.each([
  ['runs', '/runs'],
  ['a run', () => `/runs/${runId}`],
  ['home', ''],
  ['a new workflow', '/workflows/new'],
  ['settings of a workflow', '/workflows/order-intake/settings'],
])('%s needs no sideways scrolling at 320 pixels', async (...[, path]) => {
  await page.setViewportSize({ width: 320, height: 800 });
  await page.goto(`${url}/w/default${typeof path === 'string' ? path : path()}`);
  await page.getByRole('heading').first().waitFor();
  await page
    .getByText(/Look up customer|order-intake|Order intake|Webhook/)
    .first()
    .waitFor();
  // Whatever has lost its right end: the page, what scrolls in it, and tables.
  const overflow = await page.evaluate<number>(`Math.max(
    document.documentElement.scrollWidth - innerWidth,
    ...[...document.querySelectorAll('main')].map((part) => part.scrollWidth - part.clientWidth),
    ...[...document.querySelectorAll('table')].map((part) => part.offsetWidth - part.parentElement.clientWidth),
  )`);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });
});
