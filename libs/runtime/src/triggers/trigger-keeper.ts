import { Repeating } from '../repeating.ts';
import { VersionCache } from '../version-cache.ts';
import { ItemIntake, type HeardItems, type KeptItems } from './item-intake.ts';
import { SubscriptionKeeper } from './subscription-keeper.ts';
import type { TriggerParts } from './trigger-parts.ts';
import { TriggerPolls } from './trigger-polls.ts';
import { TriggerSettler } from './trigger-settler.ts';
import { TriggerStreams } from './trigger-streams.ts';

/** What live versions want is compared with what is there so often, if nobody has published anything. */
const RECONCILE_MS = 30_000;
const LEAST_REST_MS = 500;
const RETRY_MS = 1000;

/** Acts on what triggers of connectors declare: subscribes, asks, listens. Any number of processes may do so. */
export class TriggerKeeper {
  readonly #parts: TriggerParts;
  readonly #intake: ItemIntake;
  readonly #settler: TriggerSettler;
  readonly #subscriptions: SubscriptionKeeper;
  readonly #polls: TriggerPolls;
  readonly #streams: TriggerStreams;
  readonly #reconciling: Repeating;
  readonly #stopping = new AbortController();
  #asked = 0;

  constructor(parts: TriggerParts) {
    const versions = new VersionCache(parts.ports.workflows);
    this.#parts = parts;
    this.#intake = new ItemIntake(parts, versions);
    this.#settler = new TriggerSettler(parts, versions);
    this.#subscriptions = new SubscriptionKeeper(parts);
    this.#polls = new TriggerPolls(parts, { intake: this.#intake, versions });
    this.#streams = new TriggerStreams(parts, { intake: this.#intake, versions });
    this.#reconciling = new Repeating(parts.ports.clock, () => this.#reconcile());
  }

  start(): void {
    this.#reconciling.start();
    this.#polls.start();
    this.#streams.start();
  }

  /** Breaks off what is under way, nothing half kept; others go on. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('This process stops.'));
    await Promise.all([this.#reconciling.stop(), this.#polls.stop(), this.#streams.stop()]);
  }

  /** A version went live, or none is: looks at once. */
  wake(): void {
    if (!this.#reconciling.isStarted) return;
    this.#asked += 1;
    void this.#reconciling.now();
    this.#streams.wake();
  }

  /** A poll was asked for. */
  wakePolls(): void {
    this.#polls.wake();
  }

  /** One round of everything. */
  async tick(): Promise<void> {
    await this.#reconciling.now();
    await this.#polls.tick();
    await this.#streams.tick();
  }

  /** Keeps what a service has told; nothing is answered before. */
  async keep(heard: readonly HeardItems[]): Promise<KeptItems> {
    for (const workspaceId of new Set(heard.map(({ trigger }) => trigger.workspaceId))) {
      const trouble = await this.#intake.findFullness(workspaceId);
      if (trouble !== undefined) return { kind: 'full', trouble };
    }
    return this.#intake.keep(heard);
  }

  /** How long a subscription that nobody wants is kept. */
  get graceSeconds(): number {
    return this.#parts.settings.graceSeconds;
  }

  /** What this process does now. */
  status(): { readonly polls: number; readonly streams: number } {
    return { polls: this.#polls.count, streams: this.#streams.count };
  }

  /** What nobody wants any more is due by no time of its own. */
  #restMs(dueInMs: number): number {
    const mostMs = Math.min(RECONCILE_MS, this.#parts.settings.graceSeconds * 1000);
    return Math.max(LEAST_REST_MS, Math.min(dueInMs, mostMs));
  }

  async #reconcile(): Promise<number> {
    const { store, report } = this.#parts;
    const { signal } = this.#stopping;
    try {
      for (;;) {
        const asked = this.#asked;
        while (await this.#settler.settle(signal));
        // What was settled just now may be due.
        this.#polls.wake();
        this.#streams.wake();
        const { dueInMs = RECONCILE_MS } = await this.#subscriptions.reconcile(signal);
        await store.forgetRetired();
        if (this.#asked === asked || signal.aborted) return this.#restMs(dueInMs);
      }
    } catch (cause) {
      report({ kind: 'store.failed', what: 'reconcile triggers', cause });
      return RETRY_MS;
    }
  }
}
