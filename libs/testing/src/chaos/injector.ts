import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SupervisedProcess } from '../processes/supervisor.ts';
import { findSandboxes } from '../processes/sandboxes.ts';
import type { ProxyMode, TcpProxy } from '../processes/tcp-proxy.ts';
import type { TimedKind } from './fault-table.ts';
import { SHUTDOWN_SECONDS, type Installation } from './installation.ts';
import type { Ledger } from './ledger.ts';
import type { PlannedFault } from './plan.ts';

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
const BACKENDS = 4;
const CUT_BYTES = 90;
const SLOW_MS = 500;
/** Not all of what a process has open breaks at once. */
const CUT_SHARE = 0.5;

type Inject = (fault: PlannedFault, installation: Installation) => Promise<Readonly<Record<string, unknown>>>;

/** Does what the plan says, and writes down when each fault began and ended. */
export class Injector {
  readonly #installation: Installation;
  readonly #ledger: Ledger;
  readonly #seed: number;
  /** Faults of one target wait for each other: half a restart is no restart. */
  readonly #lastOfTarget = new Map<string, Promise<void>>();
  readonly missed: { readonly fault: number; readonly kind: string; readonly why: string }[] = [];

  constructor(installation: Installation, ledger: Ledger, seed: number) {
    this.#installation = installation;
    this.#ledger = ledger;
    this.#seed = seed;
  }

  /** Resolves when the last fault is over. */
  async run(planned: readonly PlannedFault[], untilMs: number): Promise<void> {
    const startedAt = performance.now();
    for (const fault of planned) {
      await delay(Math.max(0, fault.atMs - (performance.now() - startedAt)));
      const before = this.#lastOfTarget.get(fault.target) ?? Promise.resolve();
      // What would begin after the time of the faults does not begin.
      const injecting = before.then(() =>
        performance.now() - startedAt > untilMs ? this.#miss(fault, 'its turn came too late') : this.#inject(fault),
      );
      this.#lastOfTarget.set(fault.target, injecting);
    }
    await Promise.all(this.#lastOfTarget.values());
  }

  /** Injects a fault that is in no plan, when those of its target are over. */
  injectNext(fault: PlannedFault): Promise<void> {
    const before = this.#lastOfTarget.get(fault.target) ?? Promise.resolve();
    const injecting = before.then(() => this.#inject(fault));
    this.#lastOfTarget.set(fault.target, injecting);
    return injecting;
  }

  #miss({ fault, kind }: PlannedFault, why: string): void {
    this.missed.push({ fault, kind, why });
  }

  async #inject(planned: PlannedFault): Promise<void> {
    const t = this.#ledger.now();
    const { fault, kind, target, durationMs } = planned;
    const pid = this.#installation.find(target)?.pid;
    try {
      const args = await INJECTIONS[kind](planned, this.#installation);
      const { startedMs = 0, ...rest } = args as { readonly startedMs?: number };
      this.#ledger.noteFault({
        t: t + startedMs,
        until: this.#ledger.now(),
        fault,
        kind,
        target,
        seed: this.#seed,
        args: { durationMs, ...rest },
        ...(pid === undefined ? {} : { pid }),
      });
    } catch (cause) {
      this.#miss(planned, (cause as Error).message);
    }
  }
}

const INJECTIONS: Readonly<Record<TimedKind, Inject>> = {
  kill: async ({ target }, installation) => {
    const { victim, startedMs } = await alive(installation, target);
    installation.expectEnd(victim.pid);
    victim.kill('SIGKILL');
    await victim.ended();
    return { startedMs };
  },
  pause: async ({ target, durationMs }, installation) => {
    const { victim, startedMs } = await alive(installation, target);
    const { pid } = victim;
    victim.pause();
    await delay(durationMs);
    if (victim.pid === pid) victim.resume();
    return { startedMs };
  },
  roll: async ({ target }, installation) => {
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
  },
  'postgres-fast': (fault, installation) => restartPostgres(fault, installation, 'fast'),
  'postgres-immediate': (fault, installation) => restartPostgres(fault, installation, 'immediate'),
  'backends-terminated': async (_, { postgres }) => ({ terminated: await postgres.killBackends(BACKENDS) }),
  'commit-answer-lost': (fault, { postgresProxy }) => through(postgresProxy, fault, { mode: { kind: 'dropReply' } }),
  'postgres-slow': (fault, { postgresProxy }) =>
    through(postgresProxy, fault, { mode: { kind: 'delay', milliseconds: SLOW_MS } }),
  'postgres-silent': (fault, { postgresProxy }) => through(postgresProxy, fault, { mode: { kind: 'blackHole' } }),
  'redis-flush': async (_, { redis }) => ({ answer: await redis?.command('FLUSHALL') }),
  'redis-restart': async (_, { redis }) => {
    await redis?.stop();
    await redis?.start();
    return {};
  },
  'redis-away': async ({ durationMs }, { redis }) => {
    await redis?.stop();
    await delay(durationMs);
    await redis?.start();
    return {};
  },
  'redis-slow': (fault, { redisProxy }) =>
    through(redisProxy, fault, { mode: { kind: 'delay', milliseconds: SLOW_MS } }),
  'sandbox-kill': ({ atMs }, { processes }) => {
    const sandboxes = processes.flatMap(({ pid }) => findSandboxes(pid));
    const victim = sandboxes[atMs % Math.max(1, sandboxes.length)];
    if (victim !== undefined) process.kill(victim, 'SIGKILL');
    return Promise.resolve({ sandboxes: sandboxes.length, ...(victim === undefined ? {} : { victim }) });
  },
  'sink-cut': (fault, { sinkProxy }) =>
    through(sinkProxy, fault, { mode: { kind: 'cutAfter', bytes: CUT_BYTES }, share: CUT_SHARE }),
  'sink-silent': (fault, { sinkProxy }) => through(sinkProxy, fault, { mode: { kind: 'blackHole' }, share: CUT_SHARE }),
};

interface Passage {
  readonly mode: ProxyMode;
  /** Of the connections; default all. */
  readonly share?: number;
}

async function through(
  proxy: TcpProxy | undefined,
  { durationMs }: PlannedFault,
  { mode, share = 1 }: Passage,
): Promise<Readonly<Record<string, unknown>>> {
  proxy?.setMode(mode, share);
  await delay(durationMs);
  // What was swallowed is missing in the middle of a stream: such connections can only break.
  if (mode.kind === 'blackHole') proxy?.setMode({ kind: 'reset' });
  proxy?.setMode({ kind: 'pass' });
  return { mode: mode.kind, share };
}

async function restartPostgres(
  { durationMs }: PlannedFault,
  { postgres }: Installation,
  mode: 'fast' | 'immediate',
): Promise<Readonly<Record<string, unknown>>> {
  await postgres.restart(mode, durationMs);
  return { mode };
}

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
