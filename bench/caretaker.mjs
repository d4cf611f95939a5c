// Waits until the bench ends, which closes the pipe between them, and then ends what it started and removes what it made.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { startOf } from './processes.mjs';

/** Pid -> when it started: a pid may have gone to somebody else meanwhile. */
const processes = new Map();
const folders = new Set();
const DATABASE_PATIENCE_MS = 10_000;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
for await (const line of createInterface({ input: process.stdin })) {
  const { kind, value } = JSON.parse(line);
  if (kind === 'process') processes.set(value, startOf(value));
  if (kind === 'ended') processes.delete(value);
  if (kind === 'folder') folders.add(value);
  if (kind === 'removed') folders.delete(value);
}
for (const [pid, startedAt] of processes) {
  if (startedAt !== undefined && startOf(pid) === startedAt) signal(pid, 'SIGKILL');
}
await Promise.all([...folders].map(remove));

/** After its database: one that still writes would make the folder anew. */
async function remove(folder) {
  const pid = databaseOf(folder);
  if (pid !== undefined) await endDatabase(pid);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function databaseOf(folder) {
  try {
    const pid = Number(readFileSync(join(folder, 'postgres/postgres/postmaster.pid'), 'utf8').split('\n')[0]);
    return startOf(pid) === undefined ? undefined : pid;
  } catch {
    return undefined;
  }
}

/** In order; then at once. */
async function endDatabase(pid) {
  for (const name of ['SIGINT', 'SIGQUIT', 'SIGKILL']) {
    signal(pid, name);
    const endAt = performance.now() + DATABASE_PATIENCE_MS;
    while (performance.now() < endAt) {
      if (startOf(pid) === undefined) return;
      await delay(20);
    }
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has gone by itself.
  }
}
