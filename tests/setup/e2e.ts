// What browser tests share: the data of a product that has started once, with nobody set up, and browsers that wait. Each test
// begins with a copy and a context of its own: to make the data and to start a browser takes longer than many a test.
import { join } from 'node:path';
import type { BrowserServer } from 'playwright-core';
import { BROWSERS, startBrowser } from '../e2e/browser.ts';
import { makeDataFolder, PREPARED, startProductOn } from '../e2e/running-server.ts';

export default async function prepare({ maxWorkers }: { readonly maxWorkers: number }): Promise<void> {
  const [browsers] = await Promise.all([startBrowsers(maxWorkers), prepareData()]);
  globalThis.millraceTestBrowsers = browsers;
}

/** One for each worker: the clipboard belongs to all pages of one. */
async function startBrowsers(count: number): Promise<readonly BrowserServer[]> {
  const browsers = await Promise.all(Array.from({ length: count }, startBrowser));
  process.env[BROWSERS] = browsers.map((browser) => browser.wsEndpoint()).join(' ');
  return browsers;
}

async function prepareData(): Promise<void> {
  // Copies keep who owns what, which no function of Node does.
  if (process.platform === 'win32') return;
  const folder = makeDataFolder();
  const product = await startProductOn(join(folder, 'data'));
  await product.stop();
  process.env[PREPARED] = folder;
}

declare global {
  var millraceTestBrowsers: readonly BrowserServer[] | undefined;
}
