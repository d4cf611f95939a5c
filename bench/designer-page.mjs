// The designer in a headless browser, as a person uses it, with a clock beside it.
import { framesDuring, percentile95 } from './browser-page.mjs';

/** Runs in the page: when a draft has come, when the first card is there, and how long layouts take. */
export function keepTimes() {
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

/** How long frames take while the picture is moved, and zoomed out to all of it and in again. */
export async function measureFrames(page, steps) {
  await page.mouse.move(500, 400);
  const wheel = async (delta) => {
    for (let step = 0; step < steps; step += 1) await page.mouse.wheel(0, delta);
  };
  return framesDuring(page, async () => {
    await wheel(60);
    await page.keyboard.down('Control');
    await wheel(40);
    await wheel(-40);
    await page.keyboard.up('Control');
    await wheel(-60);
  });
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
