// Processes that act on triggers, in time that passes when a test says so, and a service that they talk to.
import { TestInstallation } from '@millrace/testing/installation';
import type { ConnectorTrigger, JsonValue, WorkflowDocument } from '@millrace/machine';
import { aWorkflow, createMemoryStores, VirtualClock, type MemoryStores, type MortalProcess } from '@millrace/testing';
import { hashDocument } from '../../hash-document.ts';
import { createIds } from '../../ids.ts';
import { TriggerKeeper } from '../trigger-keeper.ts';
import { DEFAULT_TRIGGER_SETTINGS, type TriggerReport, type TriggerSettings } from '../trigger-parts.ts';
import type { WorkflowVersion } from '../../workflow.ts';
import type { TriggerCaller, TriggerStore } from '../trigger-store.ts';
import type { RemoteSubscription, TriggerFacts, TriggerFailure, TriggerItem, TriggerOutcome } from '../trigger.ts';

export const TOLD: ConnectorTrigger = { type: 'connector', use: 'desk/ticket_created', connection: 'acme' };

type Methods = { readonly [Name in keyof TriggerCaller]?: TriggerCaller[Name] };

export const returned = <T>(value: T): Promise<TriggerOutcome<T>> => Promise.resolve({ kind: 'returned', value });
export const threw = (error: string, cause: object = { message: 'So.' }): Promise<TriggerFailure> =>
  Promise.resolve({ kind: 'threw', error, cause: JSON.stringify(cause) });

/** A service that keeps subscriptions by their addresses. */
class FakeSubscriptions {
  readonly hooks = new Map<string, { readonly url: string; readonly secret: string; readonly identity: JsonValue }>();
  readonly calls: string[] = [];
  lifeMs: number | undefined;
  readonly #clock: VirtualClock;
  #count = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  get caller(): Methods {
    return {
      identity: ({ input }) => returned((input as { readonly event?: string }).event ?? 'created'),
      create: ({ url, secret, identity }) => {
        this.calls.push('create');
        this.#count += 1;
        const remoteId = `r-${this.#count}`;
        this.hooks.set(remoteId, { url, secret, identity });
        return returned(this.#remote(remoteId));
      },
      find: ({ url }) => {
        this.calls.push('find');
        const found = [...this.hooks].find(([, hook]) => hook.url === url);
        return returned(found === undefined ? null : this.#remote(found[0]));
      },
      renew: ({ current: { remoteId } }) => {
        this.calls.push('renew');
        if (!this.hooks.has(remoteId)) return threw('Connector.Fatal', { message: 'Gone.', status: 404 });
        return returned(this.#remote(remoteId));
      },
      remove: ({ current: { remoteId } }) => {
        this.calls.push('remove');
        this.hooks.delete(remoteId);
        return returned(null);
      },
    };
  }

  #remote(remoteId: string): RemoteSubscription {
    return { remoteId, ...(this.lifeMs === undefined ? {} : { expiresAtMs: this.#clock.nowMs() + this.lifeMs }) };
  }
}

const missing = (): Promise<TriggerFailure> => threw('States.TaskFailed', { message: 'Nobody expected this.' });

/** One installation. */
export class TriggerWorld {
  readonly clock = new VirtualClock();
  readonly ids = createIds(this.clock);
  readonly stores: MemoryStores = createMemoryStores(this.clock, this.ids);
  readonly reports: TriggerReport[] = [];
  readonly service = new FakeSubscriptions(this.clock);
  facts: TriggerFacts = { kind: 'subscription', canFind: true, canRenew: true, isStandardSecret: false };
  origin = 'https://here.example';
  #workspaceId = '';
  #secrets = 0;

  async open(): Promise<this> {
    this.#workspaceId = (await this.stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' })).id;
    return this;
  }

  named(name = 'orders'): { readonly workspaceId: string; readonly name: string } {
    return { workspaceId: this.#workspaceId, name };
  }

  async publish(
    triggers: NonNullable<WorkflowDocument['triggers']>,
    name = 'orders',
    more: Partial<WorkflowDocument> = {},
  ): Promise<WorkflowVersion> {
    const document = aWorkflow(undefined, { ...more, name, triggers });
    const isThere = await this.stores.workflows.find(this.named(name));
    if (isThere === undefined) await this.stores.workflows.create({ ...this.named(name), document: {} });
    const contentHash = hashDocument(document as unknown as JsonValue);
    return this.stores.workflows.publish({ ...this.named(name), document, contentHash, note: '' });
  }

  /** One process; what it calls is what is given, else the service. */
  keeper(
    caller: Methods = {},
    { process, settings = {} }: { readonly process?: MortalProcess; readonly settings?: Partial<TriggerSettings> } = {},
  ): TriggerKeeper {
    const { ids, stores, reports } = this;
    const whole: TriggerCaller = {
      ...{
        identity: missing,
        create: missing,
        find: missing,
        renew: missing,
        remove: missing,
        poll: missing,
        stream: missing,
      },
      describe: () => returned(this.facts),
      ...this.service.caller,
      ...caller,
    };
    const see = <T extends object>(port: T): T => process?.view(port) ?? port;
    return new TriggerKeeper({
      ports: {
        ...{ ids, clock: process?.clock ?? this.clock, evaluator: new TestInstallation().evaluator },
        thread: { giveWay: () => undefined },
        rollouts: { find: () => Promise.resolve(undefined) },
        ...{ admissions: see(stores.admissions), workflows: see(stores.workflows) },
      },
      store: see(stores.triggers),
      caller: see(whole),
      secrets: {
        make: () => {
          this.#secrets += 1;
          return { id: `s-${this.#secrets}`, sealed: Buffer.from(`secret-${this.#secrets}`) };
        },
        open: ({ sealed }) => Buffer.from(sealed).toString(),
      },
      addressOf: (id) => `${this.origin}/hooks/${id}`,
      onRuns: () => undefined,
      report: (report) => reports.push(report),
      settings: { ...DEFAULT_TRIGGER_SETTINGS, ...settings },
    });
  }

  /** The live triggers of a workflow. */
  async list(name = 'orders'): ReturnType<TriggerStore['list']> {
    const workflow = await this.stores.workflows.find(this.named(name));
    return this.stores.triggers.list({ workspaceId: this.#workspaceId, workflowId: workflow?.id ?? '' });
  }

  /** Ids of items that have started runs, in their order. */
  async started(workflowName = 'orders'): Promise<readonly string[]> {
    const { workspaceId } = this.named();
    const { items } = await this.stores.runs.list({ workspaceId, workflowName, limit: 200 });
    const runs = await Promise.all(items.map(({ id: runId }) => this.stores.runs.find({ workspaceId, runId })));
    return runs.map((run) => (JSON.parse(run?.input ?? '{}') as TriggerItem).id).reverse();
  }
}
