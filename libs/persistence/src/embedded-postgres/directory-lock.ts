import { linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-errors.ts';

/**
 * Makes this process the only one that uses a data folder; returns how to give it up. The file names its holder by pid
 * and start time, so that a holder that was killed, or whose pid somebody else has now, does not count.
 */
export function holdDirectory(folder: string): () => void {
  const path = join(folder, 'holder');
  const mine = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    // A link is made by one process only, and whole: nobody can read half a file.
    for (let round = 0; ; round += 1) {
      try {
        linkSync(draft, path);
        break;
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || round === 3) throw cause;
        removeStale(path, folder);
      }
    }
  } finally {
    unlinkSync(draft);
  }
  return () => {
    if (readFileSync(path, 'utf8') === mine) rmSync(path, { force: true });
  };
}

function removeStale(path: string, folder: string): void {
  const holder = JSON.parse(readFileSync(path, 'utf8')) as { pid: number; startedAt: string };
  if (holder.pid !== process.pid && isAlive(holder.pid) && startOf(holder.pid) === holder.startedAt) {
    throw new EmbeddedPostgresError(
      'embedded.directory_held',
      `The data directory ${folder} is in use by another Millrace (process ${holder.pid}). Stop it, or set MILLRACE_DATA_DIR to another folder.`,
    );
  }
  rmSync(path, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process started, where the system tells (Linux): pids are used again. A zombie has ended. */
function startOf(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '');
  } catch {
    return '';
  }
}
