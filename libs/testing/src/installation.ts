import { createEvaluator } from '@millrace/expressions';
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import {
  createIds,
  createRunFeed,
  DEFAULT_ENGINE_SETTINGS,
  Engine,
  hashDocument,
  LiveRollouts,
  type AcceptRequest,
  type EnginePorts,
  type EngineReport,
  type EngineSettings,
  type RunFeed,
  type RunFeedEvent,
  type RunWithPayload,
  type StepRecord,
  type WorkflowVersionDocument,
} from '@millrace/runtime';
import { aWorkflow } from './builders/workflow.ts';
import { MemoryDispatcher, WakeMedium } from './memory/dispatcher.ts';
import { MemorySandbox } from './memory/sandbox.ts';
import { createMemoryStores } from './memory/stores.ts';
import { MortalProcess } from './mortal.ts';
import { ScriptedConnectors } from './scripted-connectors.ts';
import { VirtualClock } from './virtual-clock.ts';

/** One engine of an installation, as if in a process of its own. */
export interface TestEngine {
  readonly engine: Engine;
  /** What its feed told, in order. */
  readonly events: readonly RunFeedEvent[];
  /** What it reported, in order. */
  readonly reports: readonly EngineReport[];
  /** Ends it as kill -9 would. */
  readonly crash: () => void;
}
export interface TestEngineOptions {
  readonly settings?: Partial<EngineSettings>;
  /** Replaces ports, e.g. by one with faults. */
  readonly ports?: Partial<Omit<EnginePorts, 'clock' | 'settings'>>;
}

/** An installation in memory: stores, connectors by script, virtual time, and as many engines as a test adds. */
export class TestInstallation {
  readonly clock = new VirtualClock();
  readonly ids = createIds(this.clock);
  readonly stores = createMemoryStores(this.clock, this.ids);
  readonly connectors = new ScriptedConnectors();
  readonly evaluator = createEvaluator();
  readonly sandbox = new MemorySandbox();
  readonly #medium = new WakeMedium();
  #engines = 0;

  /** Publishes a document in the workspace `main`, and reads it back as a door would. */
  async publish(document: WorkflowDocument = aWorkflow()): Promise<WorkflowVersionDocument> {
    const { workflows, identity } = this.stores;
    const { id: workspaceId } = await identity.ensureWorkspace({ slug: 'main', name: 'Main' });
    const named = { workspaceId, name: document.name };
    const json = document as unknown as JsonValue;
    if ((await workflows.find(named)) === undefined) await workflows.create({ ...named, document: json });
    const { id } = await workflows.publish({ ...named, document, contentHash: hashDocument(json), note: '' });
    const version = await workflows.findVersion(id);
    if (version === undefined) throw new Error('A version that was published is not there.');
    return version;
  }

  /** An event for a document, published on the way. */
  async event(document?: WorkflowDocument, members: Partial<AcceptRequest> = {}): Promise<AcceptRequest> {
    const version = await this.publish(document);
    return { version, trigger: { id: 'hook', type: 'webhook' }, input: { order: 7 }, ...members };
  }

  /** Adds an engine. It looks for due runs only once it is started. */
  addEngine({ settings, ports }: TestEngineOptions = {}): TestEngine {
    this.#engines += 1;
    const mortal = new MortalProcess(this.clock);
    const events: RunFeedEvent[] = [];
    const reports: EngineReport[] = [];
    const { connectors, stores } = this;
    const engine = new Engine({
      dispatcher: new MemoryDispatcher(this.#medium),
      connectors: {
        findAction: (address) => connectors.findAction(address),
        call: (call) => mortal.ask(() => connectors.call(call)),
      },
      evaluator: this.evaluator,
      sandbox: this.sandbox,
      // What is computed takes no virtual time.
      thread: { giveWay: () => undefined },
      rollouts: new LiveRollouts({
        store: mortal.view(stores.rollouts),
        clock: mortal.clock,
        report: (cause) => reports.push({ kind: 'store.failed', what: 'read rollouts', cause }),
      }),
      ids: this.ids,
      feed: recordingFeed(events),
      redact: redactPlainly,
      report: (report) => reports.push(report),
      ...ports,
      ...viewStores({ ...stores, ...ports }, mortal),
      clock: mortal.clock,
      settings: {
        ...DEFAULT_ENGINE_SETTINGS,
        workerId: `worker-${this.#engines}`,
        baseUrl: 'http://millrace.test',
        ...settings,
      },
    });
    return { engine, events, reports, crash: () => mortal.kill() };
  }

  /** Adds an engine and starts it. */
  async startEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
    const added = this.addEngine(options);
    added.engine.start();
    await this.clock.settle();
    return added;
  }

  /** A run as it is kept; fails when there is none. */
  async read(runId: string): Promise<RunWithPayload> {
    const run = await this.stores.runs.find({ workspaceId: await this.#workspaceId(), runId });
    if (run === undefined) throw new Error(`There is no run ${runId}.`);
    return run;
  }

  /** The records of a run's steps. */
  async steps(runId: string): Promise<readonly StepRecord[]> {
    return this.stores.runs.listSteps({ workspaceId: await this.#workspaceId(), runId, limit: 1000 });
  }

  /** All runs, newest first. */
  async list(): Promise<readonly string[]> {
    const { items } = await this.stores.runs.list({ workspaceId: await this.#workspaceId(), limit: 200 });
    return items.map(({ id }) => id);
  }

  async #workspaceId(): Promise<string> {
    return (await this.stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' })).id;
  }
}

/** The stores as a process sees them that may die. */
function viewStores(stores: StorePorts, mortal: MortalProcess): StorePorts {
  return {
    runs: mortal.view(stores.runs),
    journal: mortal.view(stores.journal),
    tokens: mortal.view(stores.tokens),
    heldSteps: mortal.view(stores.heldSteps),
    admissions: mortal.view(stores.admissions),
    schedules: mortal.view(stores.schedules),
    workflows: mortal.view(stores.workflows),
  };
}
type StorePorts = Pick<
  EnginePorts,
  'runs' | 'journal' | 'tokens' | 'heldSteps' | 'admissions' | 'schedules' | 'workflows'
>;

function recordingFeed(events: RunFeedEvent[]): RunFeed {
  const feed = createRunFeed();
  return {
    publish: (event) => {
      events.push(event);
      feed.publish(event);
    },
    isHeard: () => true,
    subscribe: (filter, listener) => feed.subscribe(filter, listener),
  };
}

function redactPlainly(secrets: readonly string[]): (text: string) => string {
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
}
