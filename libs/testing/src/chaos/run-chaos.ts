import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findRedisProgram } from '../processes/redis-server.ts';
import { ChaosClient } from './client.ts';
import { Downstream } from './downstream.ts';
import type { Facts } from './facts.ts';
import { checkGates } from './gates.ts';
import { compareUsage, readUsage } from './growth.ts';
import { Injector } from './injector.ts';
import { Installation, OWNER_PASSWORD } from './installation.ts';
import { checkInvariants } from './invariants/table.ts';
import { Ledger } from './ledger.ts';
import { measure } from './measures.ts';
import { Observer } from './observer.ts';
import type { ChaosOptions } from './options.ts';
import { makePlan, type ChaosPlan } from './plan.ts';
import { findBrokenDoors } from './post-heal.ts';
import { faultDurationMs, leaseSecondsAt, withPhasesFor, type ChaosProfile } from './profiles.ts';
import { castMachines } from './random-machines/cast.ts';
import { MachineSink } from './random-machines/machine-sink.ts';
import { printReport, type ChaosReport } from './report.ts';
import { TokenAnswerer } from './token-answerer.ts';
import { planTraffic, Traffic, type PlannedSend } from './traffic.ts';
import { hookWorkflow } from './workloads/states.ts';
import { workloadsOf } from './workloads/table.ts';
import type { Workload } from './workloads/workload.ts';

export interface ChaosRun {
  readonly options: ChaosOptions;
  /** Of the repository, built. */
  readonly root: string;
  /** Told what happens, a line each. */
  readonly say: (line: string) => void;
  /** Aborted when somebody wants it to end: everything that was started is ended. */
  readonly signal: AbortSignal;
}

const PREFIX = 'millrace-chaos-';
/** Row of the fault table. */
const ROLL = 12;
const PUBLISH_TRIES = 40;
const DRAIN_LOOK_MS = 250;
const READY_LIMIT_MS = 30_000;
/** Marks a folder that somebody wants to look at. */
const KEPT = 'kept';
/** What is worth keeping of a run that is over. */
const KEPT_LOGS = ['accepted.log', 'effects.log', 'faults.log', 'logs', 'diagnostics'];

/** One run from an empty folder to the report. Rejects only when it could not be held. */
export async function runChaos(run: ChaosRun): Promise<ChaosReport> {
  removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // As root, Postgres runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const stage = new Stage(run, folder);
  const onAbort = (): void => stage.killAll();
  run.signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await stage.play();
  } finally {
    run.signal.removeEventListener('abort', onAbort);
    await stage.close();
    if (run.options.keep) {
      writeFileSync(join(folder, KEPT), '');
      run.say(`Kept: ${folder}`);
    }
    if (!run.options.keep) rmSync(folder, { recursive: true, force: true });
  }
}

/** Folders of runs that were killed. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    const isKept = existsSync(join(tmpdir(), name, KEPT));
    if (pid !== undefined && !isKept && !isAlive(Number(pid)))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

class Stage {
  readonly #run: ChaosRun;
  readonly #folder: string;
  readonly #plan: ChaosPlan;
  readonly #profile: ChaosProfile;
  readonly #workloads: readonly Workload[];
  readonly #traffic: readonly PlannedSend[];
  readonly #ledger: Ledger;
  readonly #downstream: Downstream;
  readonly #apiKey = `mlr_ChaosKey_${randomBytes(32).toString('hex')}`;
  readonly #secret = `canary-${randomBytes(16).toString('hex')}`;
  readonly #startedAt = performance.now();
  #installation: Installation | undefined;

  constructor(run: ChaosRun, folder: string) {
    const { profile, minutes, seed, only } = run.options;
    const durationMs = faultDurationMs(profile, minutes);
    this.#profile = withPhasesFor(profile, durationMs);
    this.#run = run;
    this.#folder = folder;
    this.#plan = makePlan({
      seed,
      faultDurationMs: durationMs,
      leaseSecondsAt: (sinceMs) => leaseSecondsAt(this.#profile, sinceMs),
      stretch: profile.stretch,
      isLong: profile.name !== 'ci',
      hasRedis: findRedisProgram() !== undefined,
      ...(only === undefined ? {} : { only }),
    });
    const { eventsPerSecond, randomMachines } = profile;
    const machines = castMachines(seed, randomMachines);
    this.#workloads = workloadsOf(machines);
    this.#traffic = planTraffic({ seed, durationMs, eventsPerSecond, workloads: this.#onWorkloads });
    this.#ledger = new Ledger(folder);
    this.#downstream = new Downstream(this.#ledger, seed, new MachineSink(machines));
  }

  async play(): Promise<ChaosReport> {
    const { options, root, say } = this.#run;
    const { profile, seed } = options;
    this.#writeReport('chaos-plan.json', this.#plan);
    const sinkPort = await this.#downstream.start();
    const installation = await Installation.start({
      root,
      folder: this.#folder,
      ledger: this.#ledger,
      plan: this.#plan,
      apiKey: this.#apiKey,
      sinkPort,
      leaseSeconds: () => this.#leaseSeconds(),
    });
    this.#installation = installation;
    this.#stopIfAborted();
    const observer = new Observer(installation.postgres, this.#ledger);
    const client = new ChaosClient(installation.urlOf('server'), this.#apiKey, this.#ledger);
    const answerer = new TokenAnswerer(client, this.#ledger, seed);
    this.#downstream.onToken = (handed) => answerer.answer(handed);
    await observer.startAudit();
    await this.#publish(client, installation);
    say(`Everything runs after ${((performance.now() - this.#startedAt) / 1000).toFixed(1)} s.`);
    await delay(Math.max(0, profile.startMs - (performance.now() - this.#startedAt)));
    const before = await readUsage(installation, observer);
    say(`Faults begin: ${this.#traffic.length} events, ${this.#plan.timed.length} planned faults, seed ${seed}.`);
    const injector = await this.#breakThings(installation, client);
    say('Healing …');
    const drainMs = await this.#drain(installation, { client, answerer, observer });
    say(
      drainMs === undefined
        ? 'Not everything has ended.'
        : `Everything has ended after ${(drainMs / 1000).toFixed(1)} s.`,
    );
    const facts: Facts = {
      ...(await observer.read()),
      events: new Map(this.#traffic.map(({ event }) => [event.id, event])),
      accepted: this.#ledger.accepted,
      cancels: this.#ledger.cancels,
      answers: this.#ledger.answers,
      effects: this.#ledger.effects,
      faults: this.#ledger.faults,
      ups: installation.ups,
      leaks: await observer.findLeaks(this.#secrets(), join(this.#folder, 'logs')),
      growth: profile.measuresGrowth ? compareUsage(before, await readUsage(installation, observer)) : [],
    };
    const postHeal = await findBrokenDoors(installation, this.#apiKey);
    return this.#report({ facts, injector, installation, drainMs, postHeal });
  }

  get #onWorkloads(): readonly Workload[] {
    return this.#workloads.filter(({ isOn }) => isOn);
  }

  #secrets(): Readonly<Record<string, string>> {
    return { 'bearer token of a step': this.#secret, 'API key': this.#apiKey, 'password of the owner': OWNER_PASSWORD };
  }

  #leaseSeconds(): number {
    return leaseSecondsAt(this.#profile, performance.now() - this.#startedAt - this.#profile.startMs);
  }

  async #publish(client: ChaosClient, { sinkProxy }: Installation): Promise<void> {
    const around = { sinkUrl: `http://127.0.0.1:${sinkProxy.port}`, secret: this.#secret };
    const nothing = { Nothing: { Type: 'Succeed' } };
    const documents = [
      ...this.#onWorkloads.flatMap((workload) => workload.documents(around)),
      hookWorkflow('chaos-door', { states: nothing }),
      hookWorkflow('chaos-door-result', { states: nothing, respond: 'result' }),
    ];
    for (const document of documents) await client.publish(document);
  }

  /** Nothing begins by itself any more. */
  async #publishLast(client: ChaosClient, { sinkProxy }: Installation): Promise<void> {
    const around = { sinkUrl: `http://127.0.0.1:${sinkProxy.port}`, secret: this.#secret };
    const documents = this.#onWorkloads.flatMap((workload) => workload.lastDocuments?.(around) ?? []);
    for (const document of documents) await this.#publishAtLast(client, document);
  }

  /** A server may still be on its way up. */
  async #publishAtLast(client: ChaosClient, document: Parameters<ChaosClient['publish']>[0]): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await client.publish(document);
        return;
      } catch (cause) {
        if (tries === PUBLISH_TRIES) throw cause;
        await delay(DRAIN_LOOK_MS);
      }
    }
  }

  async #breakThings(installation: Installation, client: ChaosClient): Promise<Injector> {
    const { faultDurationMs: durationMs, always, seed } = this.#plan;
    const injector = new Injector(installation, this.#ledger, seed);
    installation.setCrashPoints(true);
    this.#downstream.setFaults({ failures: always.includes(39), lostAnswers: always.includes(42) });
    const traffic = new Traffic(client).run(this.#traffic);
    const faults = injector.run(this.#plan.timed, durationMs);
    const leases = this.#changeLeases(installation, injector);
    await Promise.race([Promise.all([faults, leases, delay(durationMs)]), this.#aborted()]);
    await installation.heal();
    this.#downstream.setFaults({ failures: false, lostAnswers: false });
    await Promise.race([traffic, this.#aborted()]);
    return injector;
  }

  /** Where the lease changes, every process is told to stop in turn, and starts with the new one. */
  async #changeLeases(installation: Installation, injector: Injector): Promise<void> {
    const { productionLease } = this.#profile;
    if (productionLease === undefined) return;
    const { phaseMs } = productionLease;
    for (let atMs = phaseMs; atMs < this.#plan.faultDurationMs - 1; atMs += phaseMs) {
      await delay(phaseMs, undefined, { signal: this.#run.signal });
      this.#run.say(`The lease is ${this.#leaseSeconds()} s from now on.`);
      for (const { name: target } of installation.processes) {
        await injector.injectNext({ atMs, fault: ROLL, kind: 'roll', target, durationMs: 0 });
      }
    }
  }

  /** From healing until no run is left without an end. */
  async #drain(
    installation: Installation,
    {
      client,
      answerer,
      observer,
    }: { readonly client: ChaosClient; readonly answerer: TokenAnswerer; readonly observer: Observer },
  ): Promise<number | undefined> {
    const startedAt = performance.now();
    const { drainMs } = this.#run.options.profile.gates;
    await installation.whenReady(READY_LIMIT_MS);
    await this.#publishLast(client, installation);
    while (performance.now() - startedAt < drainMs) {
      this.#stopIfAborted();
      if ((await observer.countUnended()) === 0) {
        const drainedMs = Math.round(performance.now() - startedAt);
        await answerer.settled();
        return drainedMs;
      }
      await delay(DRAIN_LOOK_MS);
    }
    return undefined;
  }

  #report({
    facts,
    injector,
    installation,
    drainMs,
    postHeal,
  }: {
    readonly facts: Facts;
    readonly injector: Injector;
    readonly installation: Installation;
    readonly drainMs: number | undefined;
    readonly postHeal: readonly string[];
  }): ChaosReport {
    const { options, root } = this.#run;
    const measures = measure(facts);
    const { unaskedEnds, pointsHit } = installation;
    const wantsAny = (...kinds: readonly string[]): boolean =>
      this.#plan.timed.some(({ kind }) => kinds.includes(kind));
    const gates = checkGates({
      profile: options.profile,
      minutes: options.minutes,
      measures,
      drainMs,
      postHeal,
      unaskedEnds,
      wants: {
        kills: options.only === undefined,
        pauses: options.only === undefined,
        postgresRestarts: options.only === undefined || wantsAny('postgres-fast', 'postgres-immediate'),
      },
    });
    const report = printReport({
      options,
      plan: this.#plan,
      facts,
      invariants: checkInvariants(facts, options.profile.measuresGrowth),
      gates,
      measures,
      drainMs,
      postHeal,
      unaskedEnds,
      missed: injector.missed,
      pointsHit,
      workloads: {
        on: this.#onWorkloads.map(({ name }) => name),
        off: this.#workloads.filter(({ isOn }) => !isOn).map(({ name }) => name),
      },
      versions: { node: process.version, millrace: readVersion(root) },
    });
    this.#writeReport('chaos-report.json', report.json);
    writeFileSync(join(options.reportFolder, 'chaos-report.txt'), report.text);
    for (const name of KEPT_LOGS) {
      cpSync(join(this.#folder, name), join(options.reportFolder, name), { recursive: true, force: true });
    }
    return report;
  }

  #writeReport(name: string, value: unknown): void {
    const { reportFolder } = this.#run.options;
    mkdirSync(reportFolder, { recursive: true });
    writeFileSync(join(reportFolder, name), `${JSON.stringify(value, null, 2)}\n`);
  }

  #stopIfAborted(): void {
    this.#run.signal.throwIfAborted();
  }

  #aborted(): Promise<never> {
    const { signal } = this.#run;
    return new Promise((_, reject) => {
      if (signal.aborted) reject(signal.reason as Error);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  }

  killAll(): void {
    this.#installation?.killAll();
  }

  async close(): Promise<void> {
    await this.#installation?.close();
    await this.#downstream.close();
    this.#ledger.close();
  }
}

function readVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  return version;
}
