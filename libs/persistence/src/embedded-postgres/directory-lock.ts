import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-errors.ts';
import { isAlive, startOf } from './process-life.ts';

/** What this process holds: a file left by an earlier process may name the same pid, in a container nearly always. */
const heldHere = new Set<string>();
const ROUNDS = 4;

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
    let round = 1;
    while (!tryLink(draft, path)) {
      if (round === ROUNDS) throw heldBy(folder, 'another process that is starting now');
      removeStale(path, folder);
      round += 1;
    }
  } finally {
    unlinkSync(draft);
  }
  heldHere.add(path);
  return () => {
    if (!heldHere.delete(path)) return;
    if (readHolder(path) === mine) rmSync(path, { force: true });
  };
}

/** A link is made by one process only, and whole: nobody can read half a file. */
function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
}

function removeStale(path: string, folder: string): void {
  const judged = readHolder(path);
  const holder = parseHolder(judged);
  if (holder !== undefined && isHolding(holder, path)) throw heldBy(folder, `process ${holder.pid}`);
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (cause) {
    // Another starter has removed it.
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw cause;
  }
  // Another starter was faster, and this is its file, not the one judged: it goes back.
  if (readHolder(aside) !== judged) tryLink(aside, path);
  rmSync(aside, { force: true });
}

interface Holder {
  readonly pid: number;
  readonly startedAt: string;
}

function isHolding({ pid, startedAt }: Holder, path: string): boolean {
  if (pid === process.pid) return heldHere.has(path);
  return isAlive(pid) && startOf(pid) === startedAt;
}

/** Undefined for a file that a crash of the machine has emptied. */
function parseHolder(text: string | undefined): Holder | undefined {
  try {
    return JSON.parse(text ?? '') as Holder;
  } catch {
    return undefined;
  }
}

function readHolder(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function heldBy(folder: string, holder: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'embedded.directory_held',
    `The data directory ${folder} is in use by another Millrace (${holder}). Stop it, or set MILLRACE_DATA_DIR to another folder.`,
  );
}
