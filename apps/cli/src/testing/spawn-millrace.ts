// The program as a shell sees it: a process of its own, from the source.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { SOURCE_FLAGS, sourceProgram } from '@millrace/testing';

const MAIN = new URL('../main.ts', import.meta.url);

export function spawnMillrace(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): ChildProcessWithoutNullStreams {
  // eslint-disable-next-line no-restricted-syntax -- only tests use it
  const env = { ...process.env, ...environment };
  return spawn(process.execPath, [...SOURCE_FLAGS, sourceProgram(MAIN), ...args], { env });
}
