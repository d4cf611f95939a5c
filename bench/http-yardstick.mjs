// What this machine's HTTP can do: requests per second of a bare Fastify that reads the same body and echoes it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { end, own } from './belongings.mjs';
import { runLoad } from './run-load.mjs';
import { waitForLine } from './wait-for-line.mjs';

/** Requests per second over `seconds`, by as many connections as the workload uses. */
export async function requestsPerSecond({ body, connections, seconds }) {
  const child = own(
    spawn(process.execPath, [join(import.meta.dirname, 'echo-server.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  try {
    const line = await waitForLine(child.stdout, /^(http\S+)/);
    if (line === undefined) throw new Error('The echo server ended before it was ready.');
    return (await runLoad({ url: line[1], body, connections, seconds })).perSecond;
  } finally {
    await end(child);
  }
}
