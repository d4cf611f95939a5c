// A headless browser that is signed in to an installation, and what every page of it can be measured by.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { OWNER } from './installation.mjs';
import { Skipped } from './skipped.mjs';

const BROWSERS = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const PATIENCE_MS = 60_000;

async function openBrowser() {
  const executablePath = BROWSERS.find((path) => path !== undefined && path !== '' && existsSync(path));
  if (executablePath === undefined) throw new Skipped('No Chromium was found. Install one, or set CHROMIUM_PATH.');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

/** What a workload opens: a browser, and a server that `start` starts. */
export async function withBrowser(start) {
  const browser = await openBrowser();
  try {
    const server = await start();
    const close = async () => {
      await browser.close();
      await server.close();
    };
    return { ...server, browser, close };
  } catch (cause) {
    await browser.close();
    throw cause;
  }
}

/** `script` runs in every page before anything else. */
export async function signedIn(browser, url, script) {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(script);
  await page.goto(`${url}/login`);
  await page.getByLabel('Email').fill(OWNER.MILLRACE_OWNER_EMAIL);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.MILLRACE_OWNER_PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  return page;
}

export const percentile95 = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length * 0.95)];

/** p95 of how long frames take while something is done to the page. */
export async function framesDuring(page, act) {
  await page.evaluate(() => {
    const frames = (globalThis.benchFrames = { times: [], isOn: true });
    let last = performance.now();
    const tick = (now) => {
      frames.times.push(now - last);
      last = now;
      if (frames.isOn) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await act();
  const times = await page.evaluate(() => {
    globalThis.benchFrames.isOn = false;
    return globalThis.benchFrames.times;
  });
  return percentile95(times);
}
