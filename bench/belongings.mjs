// What a bench has started and made. A caretaker, a process of its own, hears of all of it and removes what is left when the
// bench ends, however that happens: a server must not stay behind after Ctrl-C, a defect or a SIGKILL.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let caretaker;
let isEnding = false;

function tell(kind, value) {
  caretaker ??= startCaretaker();
  caretaker.stdin.write(`${JSON.stringify({ kind, value })}\n`);
}

/** In a group of its own: Ctrl-C reaches the whole group of the bench, and would end it too early. */
function startCaretaker() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'caretaker.mjs')], {
    stdio: ['pipe', 'inherit', 'inherit'],
    detached: true,
  });
  child.unref();
  child.stdin.unref();
  child.stdin.on('error', () => undefined);
  return child;
}

/** Notes a child process, until it ends. Returns it. */
export function own(child) {
  const { pid } = child;
  if (pid === undefined) return child;
  if (isEnding) {
    // Nobody would end it any more.
    child.kill('SIGKILL');
    throw new Error('The bench is being stopped.');
  }
  tell('process', pid);
  child.once('exit', () => tell('ended', pid));
  return child;
}

/** Notes a process that is no child of this one; whoever ends it says `disown`. */
export const ownPid = (pid) => tell('process', pid);
export const disownPid = (pid) => tell('ended', pid);

/** A new folder in which a user without rights can find the database. */
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  tell('folder', folder);
  // As root, Postgres runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  return folder;
}

export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
  tell('removed', folder);
}

/** Ends a child in order, or at once when it takes too long. Resolves when it is gone. */
export async function end(child, { signal = 'SIGTERM', patienceMs = 40_000 } = {}) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(timer);
}

/** Ctrl-C and its like: everything goes, then this process. */
export function endAllOnSignals() {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]) {
    process.on(signal, () => {
      // A second one while this is under way changes nothing: the caretaker goes on anyhow.
      if (isEnding) return;
      isEnding = true;
      process.stdout.write('\nStopping …\n');
      endAll().finally(() => process.exit(code));
    });
  }
}

/** Resolves at once, or, after a signal, never: the process is about to end. */
export const unlessEnding = () => (isEnding ? new Promise(() => undefined) : Promise.resolve());

/** Whatever is left is ended and removed. */
export async function endAll() {
  if (caretaker === undefined || caretaker.exitCode !== null) return;
  const ended = once(caretaker, 'exit');
  caretaker.ref();
  caretaker.stdin.end();
  await ended;
}
