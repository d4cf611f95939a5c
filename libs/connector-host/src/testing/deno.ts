import { findDeno } from '../sandbox/command.ts';

/** True where Deno is; where it is not, a suite says that it is skipped, and in continuous integration fails. */
export function hasDenoFor(suite: string): boolean {
  if (findDeno() !== undefined) return true;
  // eslint-disable-next-line no-restricted-syntax -- only tests use it
  if (process.env.CI === 'true') throw new Error('Deno is not installed. Continuous integration needs it.');
  process.stderr.write(`Skipped ${suite}: Deno is not installed for this system.\n`);
  return false;
}

/** True while there is such a process, and it is not merely waiting for its parent to look. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
