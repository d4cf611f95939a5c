// Faults of one process.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { SupervisedProcess } from '../../processes/supervisor.ts';
import { SHUTDOWN_SECONDS, type Installation } from '../installation.ts';
import type { Inject } from './inject.ts';

/** A process that just died is waited for so long … */
const ALIVE_LIMIT_MS = 20_000;
/** … until it has served for a while: who dies at every start shows nothing but starts. */
const SERVED_MS = 1500;
const LOOK_MS = 50;
const CONNECTIONS = `select pid, application_name, client_port, state, wait_event_type, wait_event, left(query, 300) as query,
  (now() - state_change)::text as since, pg_blocking_pids(pid)::text as blocked_by
  from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;
/** Who was told to end and has not by then writes down what it waits for. Twice as long, and it is killed. */
const LATE_MS = SHUTDOWN_SECONDS * 1000 + 6000;
/** Of what a process has open: a fifth of it must be closed before it can open anything again. */
const DESCRIPTORS_LEFT = 0.8;
const run = promisify(execFile);

export const killProcess: Inject = async ({ target }, installation) => {
  const { victim, startedMs } = await alive(installation, target);
  installation.expectEnd(victim.pid);
  victim.kill('SIGKILL');
  await victim.ended();
  return { startedMs };
};

export const pauseProcess: Inject = async ({ target, durationMs }, installation) => {
  const { victim, startedMs } = await alive(installation, target);
  const { pid } = victim;
  victim.pause();
  await delay(durationMs);
  if (victim.pid === pid) victim.resume();
  return { startedMs };
};

/** Its event loop comes to nothing else: see `faults.ts`. It is alive, and its connections stay open. */
export const blockProcess: Inject = async ({ target, durationMs }, installation) => {
  const { victim, startedMs } = await alive(installation, target);
  victim.kill('SIGWINCH');
  await delay(durationMs);
  return { startedMs };
};

export const rollProcess: Inject = async ({ target }, installation) => {
  const { victim, startedMs } = await alive(installation, target);
  installation.expectEnd(victim.pid);
  victim.kill('SIGTERM');
  const timers = [
    setTimeout(() => void noteHanging(victim, installation), LATE_MS),
    setTimeout(() => victim.kill('SIGKILL'), LATE_MS * 2),
  ];
  await victim.ended();
  timers.forEach((timer) => clearTimeout(timer));
  return { startedMs };
};

/** It can open nothing more for a while: no connection, no file, no child. */
export const takeDescriptors: Inject = async ({ target, durationMs }, installation) => {
  const { victim, startedMs } = await alive(installation, target);
  const { pid } = victim;
  const usual = /Max open files\s+(\d+)/.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1] ?? '1024';
  const open = readdirSync(`/proc/${pid}/fd`).length;
  await run('prlimit', [`--pid=${pid}`, `--nofile=${Math.floor(open * DESCRIPTORS_LEFT)}:`]);
  await delay(durationMs);
  // Who died of it has its usual limit again.
  if (victim.pid === pid && victim.isAlive) await run('prlimit', [`--pid=${pid}`, `--nofile=${usual}:`]);
  return { startedMs, open };
};

/** What the process waits for, by its own report, and what its connections do, by the database's. */
async function noteHanging(victim: SupervisedProcess, installation: Installation): Promise<void> {
  victim.kill('SIGUSR2');
  const connections = await installation.postgres
    .query(CONNECTIONS)
    .catch((cause: unknown) => [{ failed: String(cause) }]);
  const path = join(installation.diagnosticsFolder, `connections-${victim.name}-${victim.pid}.json`);
  writeFileSync(path, JSON.stringify(connections, null, 2));
}

/** A fault begins when its victim is there. */
async function alive(
  installation: Installation,
  name: string,
): Promise<{ readonly victim: SupervisedProcess; readonly startedMs: number }> {
  const startedAt = performance.now();
  const found = (victim: SupervisedProcess) => ({ victim, startedMs: Math.round(performance.now() - startedAt) });
  const victim = installation.find(name);
  if (victim === undefined) throw new Error(`there is no ${name}`);
  while (performance.now() - startedAt < ALIVE_LIMIT_MS) {
    if (installation.readyForMs(name) >= SERVED_MS) return found(victim);
    await delay(LOOK_MS);
  }
  throw new Error(`${name} was not ready in time`);
}
