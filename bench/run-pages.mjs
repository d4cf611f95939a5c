// The pages of runs in a headless browser, with a clock beside them.
import { framesDuring } from './browser-page.mjs';

const ROWS = 'table[aria-label=Runs] tbody tr';
const STEPS = '[role=listbox][aria-label=Steps] [role=option]';
const VALUES = '[role=tree][aria-label=Output] [role=treeitem]';

/** Runs in the page: when the list of runs has come, and when a full page of it is seen. */
export function keepListTimes() {
  globalThis.benchTimes = {};
  const { fetch } = globalThis;
  globalThis.fetch = async (...request) => {
    const answer = await fetch(...request);
    const address = typeof request[0] === 'string' ? request[0] : request[0].url;
    if (/\/runs(\?|$)/.test(address)) globalThis.benchTimes.dataMs ??= performance.now();
    return answer;
  };
}

/** Runs in the page: notes when so many elements are seen, with the frame after the one that they were made in. */
function look([selector, count]) {
  const again = () => {
    if (document.querySelectorAll(selector).length < count) return requestAnimationFrame(again);
    return requestAnimationFrame(() => (globalThis.benchTimes.seenMs = performance.now()));
  };
  globalThis.benchTimes.seenMs = undefined;
  addEventListener('click', ({ timeStamp }) => (globalThis.benchTimes.clickedMs = timeStamp), {
    capture: true,
    once: true,
  });
  requestAnimationFrame(again);
}
const seen = (page) => page.waitForFunction(() => globalThis.benchTimes.seenMs !== undefined);

/** From the answer with a page of runs until all its rows are seen; a full load, so that nothing is known before. */
export async function measureList(page, { url, rows }) {
  await page.goto(`${url}/w/default/runs`, { waitUntil: 'commit' });
  await page.evaluate(look, [ROWS, rows]);
  await seen(page);
  return page.evaluate(() => benchTimes.seenMs - benchTimes.dataMs);
}

async function fromClick(page, target, [selector, count]) {
  await page.evaluate(look, [selector, count]);
  await target.click();
  await seen(page);
  return page.evaluate(() => benchTimes.seenMs - benchTimes.clickedMs);
}

/** From the click on a run of many steps in the list until its first steps are seen. */
export async function measureRun(page, { url, workflow }) {
  await page.goto(`${url}/w/default/runs?q=workflow:${workflow}`);
  const row = page.locator(ROWS).getByRole('link').first();
  await row.waitFor();
  return fromClick(page, row, [STEPS, 10]);
}

/** From the click on "Show" until the first rows of a large value are seen, and how it scrolls. */
export async function measureBody(page, { url, runId, steps }) {
  await page.goto(`${url}/w/default/runs/${runId}`);
  await page.getByRole('tab', { name: 'Payload' }).click();
  const bodyMs = await fromClick(page, page.getByRole('button', { name: 'Show' }), [VALUES, 10]);
  await page.locator(VALUES).nth(5).hover();
  const bodyFrameP95Ms = await framesDuring(page, async () => {
    for (let step = 0; step < steps; step += 1) await page.mouse.wheel(0, 400);
  });
  return { bodyMs, bodyFrameP95Ms };
}
