import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram } from '../processes/find-program.ts';
import { readProcessorTime, shareOfOthers } from '../processes/processor-time.ts';
import { findRedisProgram } from '../processes/redis-server.ts';
import { ChaosClient } from './client.ts';
import { Downstream } from './downstream.ts';
import { DrainClock } from './drain-clock.ts';
import type { Facts } from './facts.ts';
import { SLEEPERS_DUE_PART, type Need } from './fault-table.ts';
import { checkGates } from './gates.ts';
import { compareUsage, readUsage, type Usage } from './growth.ts';
import { Injector } from './injector.ts';
import { Installation, OWNER_PASSWORD } from './installation.ts';
import { isLeak } from './invariants/surroundings.ts';
import { checkInvariants } from './invariants/table.ts';
import { LargeFanOut } from './large-fan-out.ts';
import { Ledger } from './ledger.ts';
import { measure } from './measures.ts';
import { Observer } from './observer.ts';
import type { ChaosOptions } from './options.ts';
import { makeCalmPlan, makePlan, type ChaosPlan } from './plan.ts';
import { findBrokenDoors } from './post-heal.ts';
import { faultDurationMs, phaseAt, phasesOf, sleepersOf } from './profiles.ts';
import { castMachines } from './random-machines/cast.ts';
import { MachineSink } from './random-machines/machine-sink.ts';
import type { ReportParts } from './report.ts';
import { TokenAnswerer } from './token-answerer.ts';
import { planTraffic, Traffic, type PlannedSend } from './traffic.ts';
import { largeFanOutDocument, largeFanOutSend } from './workloads/large-fan-out.ts';
import { planSleepers, sleeperDocument } from './workloads/sleepers.ts';
import { hookWorkflow, type Json } from './workloads/states.ts';
import { workloadsOf } from './workloads/table.ts';
import type { Workload, WorkloadSurroundings } from './workloads/workload.ts';

export interface ChaosRun {
  readonly options: ChaosOptions;
  /** Of the repository, built. */
  readonly root: string;
  /** Told what happens, a line each. */
  readonly say: (line: string) => void;
  /** Aborted when somebody wants it to end: everything that was started is ended. */
  readonly signal: AbortSignal;
}

const PUBLISH_TRIES = 40;
const DRAIN_LOOK_MS = 250;
const READY_LIMIT_MS = 30_000;
/** Idle connections of callers stay open for more than a minute: what is back by then is no leak. */
const SETTLE_LIMIT_MS = 120_000;
const SETTLE_LOOK_MS = 2000;
/** Parts of the time in which sleepers come. */
const SLEEPERS_COME = [0.12, 0.4] as const;
const BEFORE_SLEEPERS_MS = 10_000;
/** What the database noted. */
const CHANGES_LOG = 'changes.log';
/** What is worth keeping of a run that is over. */
const KEPT_LOGS = ['accepted.log', 'effects.log', 'faults.log', CHANGES_LOG, 'logs', 'diagnostics'];

/** Whoever speaks for the runner while an installation is up. */
interface Cast {
  readonly installation: Installation;
  readonly client: ChaosClient;
  readonly answerer: TokenAnswerer;
  readonly observer: Observer;
}

/** One installation from an empty folder to what became of it: with the faults of the plan, or, as its twin, without any. */
export class Stage {
  readonly #run: ChaosRun;
  readonly #folder: string;
  readonly #plan: ChaosPlan;
  readonly #workloads: readonly Workload[];
  readonly #traffic: readonly PlannedSend[];
  readonly #ledger: Ledger;
  readonly #downstream: Downstream;
  readonly #apiKey = `mlr_ChaosKey_${randomBytes(32).toString('hex')}`;
  readonly #secret = `canary-${randomBytes(16).toString('hex')}`;
  readonly #startedAt = performance.now();
  readonly #isCalm: boolean;
  #installation: Installation | undefined;
  #fanOut: LargeFanOut | undefined;

  constructor(run: ChaosRun, folder: string, { isCalm }: { readonly isCalm: boolean }) {
    const { profile, minutes, seed, only } = run.options;
    const durationMs = faultDurationMs(profile, minutes);
    this.#run = run;
    this.#folder = folder;
    this.#isCalm = isCalm;
    const plan = makePlan({
      seed,
      faultDurationMs: durationMs,
      phases: phasesOf(profile, durationMs),
      stretch: profile.stretch,
      isLong: profile.name !== 'ci',
      missing: findMissing(),
      ...(only === undefined ? {} : { only }),
    });
    this.#plan = isCalm ? makeCalmPlan(plan) : plan;
    const machines = castMachines(seed, profile.randomMachines);
    this.#workloads = workloadsOf(machines);
    this.#ledger = new Ledger(folder);
    this.#downstream = new Downstream(this.#ledger, seed, new MachineSink(machines));
    this.#traffic = this.#planTraffic(durationMs);
  }

  get plan(): ChaosPlan {
    return this.#plan;
  }

  get #onWorkloads(): readonly Workload[] {
    return this.#workloads.filter(({ isOn }) => isOn);
  }

  #planTraffic(durationMs: number): readonly PlannedSend[] {
    const { profile, minutes, seed } = this.#run.options;
    const { eventsPerSecond, startMs } = profile;
    const count = sleepersOf(profile, minutes);
    const usual = planTraffic({ seed, durationMs, eventsPerSecond, workloads: this.#onWorkloads });
    const dueAt = startMs + SLEEPERS_DUE_PART * durationMs;
    const [fromMs, untilMs] = SLEEPERS_COME.map((part) => part * durationMs) as [number, number];
    const dueEpochMs = this.#ledger.startedAtMs + dueAt;
    const { stories } = this.#plan;
    return [
      ...usual,
      ...(stories.includes('sleepers') ? planSleepers({ count, fromMs, untilMs, dueAt, dueEpochMs }) : []),
      ...(stories.includes('large-fan-out') ? [largeFanOutSend] : []),
    ].sort((left, right) => left.atMs - right.atMs);
  }

  /** All that happened, and what is to be said of it. */
  async play(): Promise<ReportParts> {
    const { say } = this.#run;
    const cast = await this.#start();
    const { installation, observer } = cast;
    say(`Everything runs after ${((performance.now() - this.#startedAt) / 1000).toFixed(1)} s.`);
    await delay(Math.max(0, this.#run.options.profile.startMs - (performance.now() - this.#startedAt)));
    const before = await readUsage(installation, observer);
    const planned = this.#isCalm ? 'no faults, as the twin of a run' : `${this.#plan.timed.length} planned faults`;
    say(`Traffic begins: ${this.#traffic.length} events, ${planned}, seed ${this.#plan.seed}.`);
    const timeBefore = readProcessorTime();
    const injector = await this.#breakThings(cast);
    const othersShare = shareOfOthers(timeBefore, readProcessorTime());
    say('Healing …');
    const drainMs = await this.#drain(cast);
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
      growth: await this.#findGrowth(cast, before),
    };
    writeFileSync(
      join(this.#folder, CHANGES_LOG),
      facts.changes.map((change) => `${JSON.stringify(change)}\n`).join(''),
    );
    const postHeal = await findBrokenDoors(installation, this.#apiKey);
    return this.#sumUp({ facts, injector, installation, drainMs, postHeal, othersShare });
  }

  async #start(): Promise<Cast> {
    const { root, options } = this.#run;
    const sinkPort = await this.#downstream.start();
    const installation = await Installation.start({
      root,
      folder: this.#folder,
      ledger: this.#ledger,
      plan: this.#plan,
      apiKey: this.#apiKey,
      sinkPort,
      phase: () => phaseAt(this.#plan.phases, performance.now() - this.#startedAt - this.#run.options.profile.startMs),
    });
    this.#installation = installation;
    this.#run.signal.throwIfAborted();
    const observer = new Observer(installation.postgres, this.#ledger);
    const client = new ChaosClient(installation.urlOf('server'), this.#apiKey, this.#ledger);
    const answerer = new TokenAnswerer(client, this.#ledger, options.seed);
    this.#downstream.onToken = (handed) => answerer.answer(handed);
    await observer.startAudit();
    for (const document of this.#documents(installation)) await client.publish(document);
    return { installation, client, answerer, observer };
  }

  #secrets(): Readonly<Record<string, string>> {
    return { 'bearer token of a step': this.#secret, 'API key': this.#apiKey, 'password of the owner': OWNER_PASSWORD };
  }

  #around({ sinkProxy }: Installation): WorkloadSurroundings {
    return { sinkUrl: `http://127.0.0.1:${sinkProxy.port}`, secret: this.#secret };
  }

  #documents(installation: Installation): readonly Json[] {
    const around = this.#around(installation);
    const { stories } = this.#plan;
    const { largeFanOut } = this.#run.options.profile;
    const nothing = { Nothing: { Type: 'Succeed' } };
    return [
      ...this.#onWorkloads.flatMap((workload) => workload.documents(around)),
      ...(stories.includes('sleepers') ? [sleeperDocument(around.sinkUrl)] : []),
      ...(stories.includes('large-fan-out') ? [largeFanOutDocument(around.sinkUrl, largeFanOut)] : []),
      hookWorkflow('chaos-door', { states: nothing }),
      hookWorkflow('chaos-door-result', { states: nothing, respond: 'result' }),
    ];
  }

  async #breakThings({ installation, client }: Cast): Promise<Injector> {
    const { faultDurationMs: durationMs, always, seed, stories } = this.#plan;
    const injector = new Injector(installation, this.#ledger, seed);
    installation.setCrashPoints(true);
    this.#downstream.setFaults({ failures: always.includes(39), lostAnswers: always.includes(42) });
    const traffic = new Traffic(client).run(this.#traffic);
    const faults = injector.run(this.#plan.timed, durationMs);
    const around = { ledger: this.#ledger, client, installation };
    const ended = new AbortController();
    if (stories.includes('large-fan-out'))
      this.#fanOut = new LargeFanOut(around, this.#run.options.profile.largeFanOut);
    const watching = this.#fanOut?.watch(injector, ended.signal);
    if (stories.includes('sleepers')) void this.#calmTheSleepers(installation, ended.signal);
    await Promise.race([Promise.all([faults, delay(durationMs)]), this.#aborted()]);
    ended.abort();
    await watching;
    await installation.heal();
    this.#downstream.setFaults({ failures: false, lostAnswers: false });
    await Promise.race([traffic, this.#aborted()]);
    return injector;
  }

  /** While all of them wake, over the restarts of their row, nothing else ends processes. */
  async #calmTheSleepers(installation: Installation, signal: AbortSignal): Promise<void> {
    const dueMs = SLEEPERS_DUE_PART * this.#plan.faultDurationMs;
    const { sleepersMs } = this.#run.options.profile.gates;
    try {
      await delay(dueMs - BEFORE_SLEEPERS_MS, undefined, { signal });
      installation.setCalm(true);
      await delay(BEFORE_SLEEPERS_MS + sleepersMs, undefined, { signal });
      installation.setCalm(false);
    } catch {
      // The faults are over before.
    }
  }

  /** Milliseconds from healing until no run is left without an end; time in which all that is left sleeps does not count. */
  async #drain({ installation, client, answerer, observer }: Cast): Promise<number | undefined> {
    const clock = new DrainClock(this.#run.options.profile.gates.drainMs, performance.now());
    await installation.whenReady(READY_LIMIT_MS);
    clock.note(performance.now(), { all: 1, asleep: 0 });
    // Nothing begins by itself any more.
    const last = this.#onWorkloads.flatMap((workload) => workload.lastDocuments?.(this.#around(installation)) ?? []);
    for (const document of last) await this.#publishAtLast(client, document);
    while (!clock.isOver) {
      this.#run.signal.throwIfAborted();
      const unended = await observer.countUnended();
      clock.note(performance.now(), unended);
      if (unended.all === 0) {
        await answerer.settled();
        return clock.spentMs;
      }
      await delay(DRAIN_LOOK_MS);
    }
    return undefined;
  }

  /** A server may still be on its way up. */
  async #publishAtLast(client: ChaosClient, document: Json): Promise<void> {
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

  /** What is still held when all that goes away by itself has gone. */
  async #findGrowth({ installation, observer }: Cast, before: Usage): Promise<Facts['growth']> {
    if (!this.#run.options.profile.measuresGrowth) return [];
    const deadline = performance.now() + SETTLE_LIMIT_MS;
    for (;;) {
      const growth = compareUsage(before, await readUsage(installation, observer));
      if (!growth.some(isLeak) || performance.now() > deadline) return growth;
      await delay(SETTLE_LOOK_MS, undefined, { signal: this.#run.signal });
    }
  }

  #sumUp({
    facts,
    injector,
    installation,
    drainMs,
    postHeal,
    othersShare,
  }: Pick<ReportParts, 'facts' | 'drainMs' | 'postHeal' | 'othersShare'> & {
    readonly injector: Injector;
    readonly installation: Installation;
  }): ReportParts {
    const { options, root } = this.#run;
    const measures = measure(facts);
    const invariants = checkInvariants(facts, options.profile.name !== 'ci');
    const { unaskedEnds, pointsHit } = installation;
    const fanOut = this.#fanOut?.story;
    return {
      options,
      plan: this.#plan,
      facts,
      invariants,
      gates: checkGates({
        ...{ profile: options.profile, minutes: options.minutes, isPartial: options.only !== undefined },
        ...{ plan: this.#plan },
        ...{ measures, invariants, drainMs, postHeal, unaskedEnds, fanOut, othersShare },
      }),
      measures,
      drainMs,
      postHeal,
      othersShare,
      unaskedEnds,
      missed: injector.missed,
      pointsHit,
      fanOut,
      workloads: {
        on: this.#onWorkloads.map(({ name }) => name),
        off: this.#workloads.filter(({ isOn }) => !isOn).map(({ name }) => name),
      },
      versions: { node: process.version, millrace: readVersion(root) },
    };
  }

  /** Logs of all processes, and what the runner itself wrote down. */
  keepLogs(folder: string): void {
    for (const name of KEPT_LOGS)
      cpSync(join(this.#folder, name), join(folder, name), { recursive: true, force: true });
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

function findMissing(): Readonly<Partial<Record<Need, string>>> {
  return {
    ...(findRedisProgram() === undefined ? { redis: 'no redis-server is installed' } : {}),
    ...(findProgram('prlimit') === undefined ? { prlimit: 'no prlimit is installed' } : {}),
  };
}

function readVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  return version;
}
