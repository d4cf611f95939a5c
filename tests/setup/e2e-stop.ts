// Ends and removes what `e2e.ts` has made.
import { rmSync } from 'node:fs';
import { PREPARED } from '../e2e/running-server.ts';

export default async function stop(): Promise<void> {
  await Promise.all(globalThis.millraceTestBrowsers?.map((browser) => browser.close()) ?? []);
  const folder = process.env[PREPARED];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
