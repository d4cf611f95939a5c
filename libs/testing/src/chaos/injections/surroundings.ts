// Faults of what processes have around them: children, processor, files.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { startHog } from '../../processes/hog.ts';
import { findSandboxes } from '../../processes/sandboxes.ts';
import type { Inject } from './inject.ts';

const HOGS = 4;
const LOW_PRIORITY = 10;
const USUAL_PRIORITY = 0;

export const killSandbox: Inject = ({ atMs }, { processes }) => {
  const sandboxes = processes.flatMap(({ pid }) => findSandboxes(pid));
  const victim = sandboxes[atMs % Math.max(1, sandboxes.length)];
  if (victim === undefined) return Promise.reject(new Error('there was no sandbox'));
  process.kill(victim, 'SIGKILL');
  return Promise.resolve({ sandboxes: sandboxes.length, victim });
};

/** Others take all of the processor, and go before. */
export const starve: Inject = async ({ durationMs }, { processes }) => {
  const pids = processes.map(({ pid }) => pid);
  const lowered = pids.filter((pid) => prioritise(pid, LOW_PRIORITY));
  const hogs = Array.from({ length: HOGS }, startHog);
  await delay(durationMs);
  for (const hog of hogs) await hog.stop();
  // Who may not raise it again keeps it until its next start.
  for (const pid of lowered) prioritise(pid, USUAL_PRIORITY);
  return { lowered: lowered.length };
};

function prioritise(pid: number, priority: number): boolean {
  try {
    setPriority(pid, priority);
    return true;
  } catch {
    return false;
  }
}

/** Where the files were there is none that anybody could enter: that stops root, too. */
export const denyFiles: Inject = async ({ durationMs }, { filesFolder }) => {
  mkdirSync(filesFolder, { recursive: true });
  const aside = `${filesFolder}-aside`;
  renameSync(filesFolder, aside);
  writeFileSync(filesFolder, '');
  try {
    await delay(durationMs);
  } finally {
    rmSync(filesFolder);
    renameSync(aside, filesFolder);
  }
  return {};
};
