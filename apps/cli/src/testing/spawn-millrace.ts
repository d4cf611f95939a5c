// The program as a shell sees it: a process of its own, from the source.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const FLAGS = [
  '--no-warnings',
  '--conditions=@millrace/source',
  '--experimental-loader',
  new URL('./typescript-loader.mjs', import.meta.url).href,
];
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export function spawnMillrace(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcessWithoutNullStreams {
  // eslint-disable-next-line no-restricted-syntax -- only tests use it
  return spawn(process.execPath, [...FLAGS, MAIN, ...args], { env: { ...process.env, ...environment } });
}
