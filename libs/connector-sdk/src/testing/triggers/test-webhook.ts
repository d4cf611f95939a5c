import type { JsonObject } from '../../json.ts';
import type { DeliveredRequest, TriggerItem, WebhookTrigger } from '../../trigger.ts';
import { verifyDelivery } from '../../verify-delivery.ts';
import type { TestPlatform } from '../platform/test-platform.ts';
import type { TestDelivery, WebhookCase } from '../test-case.ts';
import { StartedRuns } from './started-runs.ts';
import { toRequest, type SignedAs } from './test-delivery.ts';
import { TestSubscriptions, type CrashPoint, type SubscriptionRow } from './test-subscriptions.ts';

export interface WebhookOptions {
  readonly connection?: string | undefined;
  /** Of a `verify` that is a function. */
  readonly sign?: WebhookCase['sign'];
}
/** What became of a delivery. */
export interface Delivered {
  /** As the service sees it: 2xx, or 401 for a signature that is none. */
  readonly status: number;
  /** Of a handshake. */
  readonly body?: string;
  /** Why it was refused. */
  readonly reason?: string;
  /** Runs that it has started. */
  readonly started: number;
}

/** A webhook trigger under way, for any number of workflows. */
export class TestWebhook {
  readonly #platform: TestPlatform;
  readonly #name: string;
  readonly #trigger: WebhookTrigger;
  readonly #options: WebhookOptions;
  readonly #subscriptions: TestSubscriptions;
  readonly #runs = new Map<string, StartedRuns>();

  constructor(platform: TestPlatform, name: string, options: WebhookOptions = {}) {
    this.#subscriptions = new TestSubscriptions(platform, name, options);
    [this.#platform, this.#name, this.#options] = [platform, name, options];
    this.#trigger = platform.connector.triggers?.[name] as WebhookTrigger;
  }

  /** Subscriptions as the platform has written them down. */
  get rows(): readonly SubscriptionRow[] {
    return this.#subscriptions.rows;
  }
  /** Items that have started runs of a workflow. */
  startedOf(workflow = 'workflow'): readonly TriggerItem[] {
    return this.#runs.get(workflow)?.items ?? [];
  }

  /** Publishes a workflow that starts by it, and lets the reconciler act. */
  async publish(
    input: JsonObject,
    { workflow = 'workflow', crash }: { readonly workflow?: string; readonly crash?: CrashPoint } = {},
  ): Promise<void> {
    this.#subscriptions.publish(workflow, input);
    await this.#subscriptions.tick(crash === undefined ? {} : { crash });
  }

  async unpublish(workflow = 'workflow'): Promise<void> {
    this.#subscriptions.unpublish(workflow);
    await this.#subscriptions.tick();
  }

  /** One round of the reconciler. */
  tick(): Promise<void> {
    return this.#subscriptions.tick();
  }

  /** The service delivers, to the subscription that is in use. */
  async deliver(
    delivery: TestDelivery,
    { signed = 'good', workflow = 'workflow' }: { readonly signed?: SignedAs; readonly workflow?: string } = {},
  ): Promise<Delivered> {
    const row = this.#subscriptions.rowsOf(workflow).at(-1);
    if (row === undefined) throw new TypeError(`No workflow "${workflow}" is published: nobody listens.`);
    const { sign } = this.#options;
    const by = { secret: row.secret, nowMs: this.#platform.time.nowMs(), as: signed };
    return this.#receive(toRequest(this.#trigger, delivery, { ...by, ...(sign === undefined ? {} : { sign }) }), row);
  }

  async #receive(request: DeliveredRequest, row: SubscriptionRow): Promise<Delivered> {
    const nowMs = this.#platform.time.nowMs();
    const verdict = await verifyDelivery(this.#trigger.verify, request, { secrets: [row.secret], nowMs });
    if (verdict.kind !== 'valid') return { status: 401, reason: verdict.reason, started: 0 };
    const answer = await this.#trigger.handshake?.(request);
    if (answer !== null && answer !== undefined) return { status: answer.status ?? 200, body: answer.body, started: 0 };
    let started = 0;
    for (const [workflow, input] of this.#subscriptions.workflowsOf(row)) {
      const items = await this.#itemsOf(request, input);
      started += this.#runsOf(workflow).keep(items, nowMs);
    }
    return { status: 202, started };
  }

  async #itemsOf(request: DeliveredRequest, input: JsonObject): Promise<readonly TriggerItem[]> {
    const { connection } = this.#options;
    const outcome = await this.#platform.read(this.#name, { connection }, (context) =>
      this.#trigger.receive(context, request, input),
    );
    if (outcome.kind === 'threw') throw new Error(`receive ends with ${outcome.error}: ${outcome.message}`);
    if (!Array.isArray(outcome.output)) throw new TypeError('receive gives no list of items.');
    return outcome.output as readonly unknown[] as readonly TriggerItem[];
  }

  #runsOf(workflow: string): StartedRuns {
    const runs = this.#runs.get(workflow) ?? new StartedRuns(this.#trigger.output);
    this.#runs.set(workflow, runs);
    return runs;
  }
}
