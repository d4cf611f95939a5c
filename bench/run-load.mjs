import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { own } from './belongings.mjs';

/**
 * Runs the load generator in a process of its own and gives its figures. `seconds` or `requests` say how long; `expected` is
 * the status that counts as an answer, all others are failures.
 */
export async function runLoad(parameters) {
  const child = own(
    spawn(process.execPath, [join(import.meta.dirname, 'load.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  child.stdin.end(JSON.stringify(parameters));
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`The load generator ended with ${code}.`);
  return JSON.parse(output);
}
