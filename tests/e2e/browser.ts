import { mkdirSync } from 'node:fs';
import { chromium, type Browser, type BrowserServer, type Page } from 'playwright-core';

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

/** Names the addresses of browsers that wait, one for each worker. */
export const BROWSERS = 'E2E_BROWSERS';

export function startBrowser(): Promise<BrowserServer> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  return chromium.launchServer({ executablePath, args: SWITCHES, host: '127.0.0.1' });
}

/** The browser of this worker. To close it ends what was opened in it. */
export function openBrowser(): Promise<Browser> {
  const worker = Number(process.env.JEST_WORKER_ID ?? 1);
  const address = process.env[BROWSERS]?.split(' ')[worker - 1];
  if (address === undefined) throw new Error(`No browser waits for worker ${worker}.`);
  return chromium.connect(address);
}

/** A page that collects what a user would never see but should not be there. */
export async function openPage(browser: Browser): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  // What moves costs a machine without a graphics card most of what it has.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
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

/** Signs in by the API: what a person sees of it is a test of its own, and takes seconds. */
export async function signIn(
  page: Page,
  url: string,
  owner: { readonly email: string; readonly password: string },
): Promise<void> {
  const answer = await page.request.post(`${url}/api/v1/auth/login`, { data: owner, headers: { origin: url } });
  if (!answer.ok()) throw new Error(`The owner was not let in: ${await answer.text()}`);
}

/** Pictures of what is on the page, for people: both themes, both sizes. Afterwards it is dark. */
export async function takePictures(page: Page, name: string): Promise<void> {
  // Nobody looks at them there, and together they take minutes.
  if (process.env.CI === 'true') return page.emulateMedia({ colorScheme: 'dark' });
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
