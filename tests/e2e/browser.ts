import { mkdirSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SCREENSHOTS = new URL('screenshots/', import.meta.url).pathname;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
];

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: SWITCHES });
}

/** A page that collects what a user would never see but should not be there. */
export async function openPage(browser: Browser): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // The browser reports every failed request itself; those that matter fail the test by what is on the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  return { page, complaints };
}

/** Signs in as a person does, and waits for what they see first. */
export async function signIn(
  page: Page,
  url: string,
  owner: { readonly email: string; readonly password: string },
): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel('Email').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Home' }).waitFor();
}

/** Pictures of what is on the page: both themes, both sizes. */
export async function takePictures(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const size of SIZES) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      await page.screenshot({ path: `${SCREENSHOTS}${name}-${colorScheme}-${size.width}.png`, animations: 'disabled' });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}
