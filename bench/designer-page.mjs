// The designer in a headless browser, as a person uses it, with a clock beside it.
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

export async function openBrowser() {
  const executablePath = BROWSERS.find((path) => path !== undefined && path !== '' && existsSync(path));
  if (executablePath === undefined) throw new Skipped('No Chromium was found. Install one, or set CHROMIUM_PATH.');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

export async function signedIn(browser, url) {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(keepTimes);
  await page.goto(`${url}/login`);
  await page.getByLabel('Email').fill(OWNER.MILLRACE_OWNER_EMAIL);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.MILLRACE_OWNER_PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  return page;
}

/** Runs in the page: when a draft has come, when the first card is there, and how long layouts take. */
function keepTimes() {
  globalThis.benchTimes = { layouts: [] };
  const { fetch, Worker } = globalThis;
  globalThis.fetch = async (...request) => {
    const answer = await fetch(...request);
    const address = typeof request[0] === 'string' ? request[0] : request[0].url;
    if (/\/draft(\?|$)/.test(address)) globalThis.benchTimes.dataMs ??= performance.now();
    return answer;
  };
  globalThis.Worker = class extends Worker {
    constructor(...parameters) {
      super(...parameters);
      if (!String(parameters[0]).includes('layout')) return;
      this.addEventListener('message', ({ data }) => {
        // Its first message only says that it has started.
        if (!('isReady' in data)) globalThis.benchTimes.layouts.push(performance.now() - this.askedMs);
      });
    }

    postMessage(...message) {
      this.askedMs = performance.now();
      super.postMessage(...message);
    }
  };
  const card = '[role=application] [role=group][data-item]';
  const look = () => {
    if (document.querySelector(card) === null) return requestAnimationFrame(look);
    // It is seen with the frame after the one that it was made in.
    return requestAnimationFrame(() => (globalThis.benchTimes.seenMs ??= performance.now()));
  };
  addEventListener('DOMContentLoaded', look);
}

/** Opens a workflow; a full load, so that nothing is known before. */
export async function openWorkflow(page, { url, name }) {
  await page.goto(`${url}/w/default/workflows/${name}/design`);
  await page.waitForFunction(() => globalThis.benchTimes.seenMs !== undefined && benchTimes.layouts.length > 0);
  return page.evaluate(() => ({
    openMs: benchTimes.seenMs - benchTimes.dataMs,
    layoutMs: benchTimes.layouts[0],
  }));
}

const percentile95 = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length * 0.95)];

/** How long frames take while the picture is moved, and zoomed out to all of it and in again. */
export async function measureFrames(page, steps) {
  await page.mouse.move(500, 400);
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
  const wheel = async (delta) => {
    for (let step = 0; step < steps; step += 1) await page.mouse.wheel(0, delta);
  };
  await wheel(60);
  await page.keyboard.down('Control');
  await wheel(40);
  await wheel(-40);
  await page.keyboard.up('Control');
  await wheel(-60);
  const times = await page.evaluate(() => {
    globalThis.benchFrames.isOn = false;
    return globalThis.benchFrames.times;
  });
  return percentile95(times);
}

/** From the choice in the list of steps until the card of the new step is there. */
export async function measureAdding(page) {
  await page
    .getByRole('button', { name: /^Add step between/ })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('transform');
  await page.waitForTimeout(300);
  await page.evaluate(() => {
    const before = new Set([...document.querySelectorAll('[data-item]')].map(({ dataset }) => dataset.item));
    const isNew = ({ dataset, role }) =>
      role === 'group' && !dataset.item.startsWith('edge:') && !before.has(dataset.item);
    const look = () => {
      if ([...document.querySelectorAll('[data-item]')].some(isNew)) globalThis.benchTimes.addedMs = performance.now();
      else requestAnimationFrame(look);
    };
    addEventListener('keydown', ({ timeStamp }) => (globalThis.benchTimes.pressedMs = timeStamp), {
      capture: true,
      once: true,
    });
    requestAnimationFrame(look);
  });
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => globalThis.benchTimes.addedMs !== undefined);
  return page.evaluate(() => benchTimes.addedMs - benchTimes.pressedMs);
}

/** How long the page takes to show each key that is pressed in a field of the panel. */
export async function measureTyping(page, text) {
  const card = page.locator('[role=application] [role=group][data-item^="Call"]').first();
  await card.click();
  const field = page.locator('[data-region=panel]').getByRole('textbox').last();
  await field.click();
  await page.evaluate(() => {
    globalThis.benchKeys = [];
    addEventListener(
      'keydown',
      ({ timeStamp }) => requestAnimationFrame(() => setTimeout(() => benchKeys.push(performance.now() - timeStamp))),
      true,
    );
  });
  await page.keyboard.type(text, { delay: 60 });
  await page.waitForFunction((count) => benchKeys.length >= count, text.length);
  return percentile95(await page.evaluate(() => benchKeys));
}
