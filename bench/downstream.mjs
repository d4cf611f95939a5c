import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { end, own } from './belongings.mjs';
import { waitForLine } from './wait-for-line.mjs';

/** Starts the system that workflows call. `settings`: what lets a server call it. */
export async function startDownstream() {
  const child = own(
    spawn(process.execPath, [join(import.meta.dirname, 'downstream-server.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const line = await waitForLine(child.stdout, /^(http\S+)/);
  if (line === undefined) throw new Error('The downstream system ended before it was ready.');
  const url = line[1];
  return {
    url,
    settings: { MILLRACE_OUTBOUND_ALLOW: new URL(url).host },
    release: () => fetch(`${url}/release`),
    counts: async () => (await fetch(`${url}/counts`)).json(),
    close: () => end(child),
  };
}
