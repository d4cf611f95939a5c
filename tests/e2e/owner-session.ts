import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, signIn } from './browser.ts';
import { OWNER, OWNER_KEY_SETTINGS, apiOf, type Api } from './owner.ts';
import { startProduct } from './running-server.ts';

/** A product of its own with its owner signed in at a page: what most tests begin with. */
export interface OwnerSession {
  readonly url: string;
  readonly api: Api;
  readonly browser: Browser;
  readonly page: Page;
  /** See `openPage`. */
  readonly complaints: string[];
  end(): Promise<void>;
}

/** Starts it with further settings, if any. */
export async function startOwnerSession(settings: Readonly<Record<string, string>> = {}): Promise<OwnerSession> {
  const server = await startProduct({ ...OWNER_KEY_SETTINGS, ...settings });
  let browser: Browser | undefined;
  const end = async (): Promise<void> => {
    await browser?.close();
    await server.stop();
  };
  try {
    browser = await openBrowser();
    const { page, complaints } = await openPage(browser);
    await signIn(page, server.url, OWNER);
    return { url: server.url, api: apiOf(server.url), browser, page, complaints, end };
  } catch (cause) {
    await end();
    throw cause;
  }
}
