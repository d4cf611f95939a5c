import { readFileSync } from 'node:fs';

/** Does the process run? A zombie, which still answers signals, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
  return readStat(pid)?.[0] !== 'Z';
}

/** When a process started, in ticks since the machine did, where the system tells (Linux): pids are used again. */
export function startOf(pid: number): string {
  return readStat(pid)?.[19] ?? '';
}

/** The program that a process runs, where the system tells (Linux). */
export function programOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** The fields after the name, which may hold spaces itself: proc(5). */
function readStat(pid: number): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
  } catch {
    return undefined;
  }
}
