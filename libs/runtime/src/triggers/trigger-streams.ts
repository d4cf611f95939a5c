import { Repeating } from '../repeating.ts';
import type { VersionCache } from '../version-cache.ts';
import { releaseAfterStream } from './decide-poll.ts';
import type { ItemIntake } from './item-intake.ts';
import { StreamEmits } from './stream-emits.ts';
import { memberOf, type NamedTrigger, type TriggerParts } from './trigger-parts.ts';
import type { TakenTrigger, TriggerFailure, TriggerRelease } from './trigger.ts';

const MAX_LOOK_MS = 2000;
const RETRY_MS = 1000;
/** One that has lasted so long did not fail to begin. */
const STEADY_MS = 60_000;
const RENEWALS_PER_LEASE = 3;

interface OpenStream {
  readonly trigger: TakenTrigger;
  readonly control: AbortController;
  readonly done: Promise<void>;
}

/** Listens to streams. Each has one owner; another begins when the owner's lease has ended, and never before. */
export class TriggerStreams {
  readonly #parts: TriggerParts;
  readonly #intake: ItemIntake;
  readonly #versions: VersionCache;
  readonly #looks: Repeating;
  readonly #renewals: Repeating;
  readonly #open = new Map<string, OpenStream>();
  #heldUntilMs = 0;
  #isStopped = false;

  constructor(
    parts: TriggerParts,
    { intake, versions }: { readonly intake: ItemIntake; readonly versions: VersionCache },
  ) {
    this.#parts = parts;
    this.#intake = intake;
    this.#versions = versions;
    const { clock } = parts.ports;
    const renewalMs = (parts.settings.streamLeaseSeconds * 1000) / RENEWALS_PER_LEASE;
    this.#looks = new Repeating(clock, () => this.#look());
    this.#renewals = new Repeating(clock, () => this.#renew().then(() => renewalMs));
  }

  start(): void {
    this.#looks.start();
    this.#renewals.start();
  }

  /** Ends all of them; others go on at once. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#looks.stop();
    const all = [...this.#open.values()];
    for (const { control } of all) control.abort(new Error('This process stops.'));
    await Promise.all(all.map(({ done }) => done));
    await this.#renewals.stop();
  }

  /** Some may have begun or ended. */
  wake(): void {
    if (!this.#looks.isStarted) return;
    void this.#looks.now();
    void this.#renewals.now();
  }

  /** One round: what is due begins, what is another's ends. */
  async tick(): Promise<void> {
    await this.#renewals.now();
    await this.#looks.now();
  }

  get count(): number {
    return this.#open.size;
  }

  async #look(): Promise<number> {
    const { store, settings, report } = this.#parts;
    const limit = settings.maxStreams - this.#open.size;
    if (limit <= 0 || this.#isStopped) return MAX_LOOK_MS;
    try {
      const leaseSeconds = settings.streamLeaseSeconds;
      const { taken, dueInMs = MAX_LOOK_MS } = await store.takeDue({ kind: 'stream', limit, leaseSeconds });
      for (const trigger of taken) this.#begin(trigger);
      return Math.min(Math.max(dueInMs, 1), MAX_LOOK_MS);
    } catch (cause) {
      report({ kind: 'store.failed', what: 'take streams', cause });
      return RETRY_MS;
    }
  }

  #begin(trigger: TakenTrigger): void {
    const { ports, settings, report } = this.#parts;
    if (this.#open.size === 0) this.#heldUntilMs = ports.clock.monotonicMs() + settings.streamLeaseSeconds * 1000;
    const control = new AbortController();
    const done = this.#listen(trigger, control)
      .catch((cause: unknown) => report({ kind: 'store.failed', what: 'end a stream', cause }))
      .finally(() => {
        // One that was lost may have begun here anew.
        if (this.#open.get(trigger.id)?.control === control) this.#open.delete(trigger.id);
      });
    this.#open.set(trigger.id, { trigger, control, done });
  }

  async #listen(trigger: TakenTrigger, control: AbortController): Promise<void> {
    const { caller, ports, report, store, settings } = this.#parts;
    const { id, fence, cursor } = trigger;
    const version = await this.#versions.find(trigger.versionId);
    if (version === undefined) return;
    const { signal } = control;
    const beganMs = ports.clock.monotonicMs();
    const emits = new StreamEmits(trigger, {
      ...{ intake: this.#intake, clock: ports.clock, signal, report },
      readVersion: async () => {
        const held = await store.renewLeases({ leases: [{ id, fence }], leaseSeconds: settings.streamLeaseSeconds });
        return held[0]?.versionId;
      },
      onLost: () => control.abort(new Error('The lease is lost.')),
    });
    const outcome = await caller.stream({
      ...memberOf(trigger, version),
      ...{ input: trigger.trigger.arguments ?? {}, signal },
      ...(cursor === undefined ? {} : { cursor }),
      emit: (item, at) => emits.emit(item, at),
    });
    const lastedMs = ports.clock.monotonicMs() - beganMs;
    const attempts = emits.count > 0 || lastedMs >= STEADY_MS ? 0 : trigger.attempts;
    const failure = outcome.kind === 'threw' && !signal.aborted ? outcome : undefined;
    this.#noteFailure({ ...trigger, workflow: version.workflowName }, failure);
    const release = this.#releaseOf({ ...trigger, attempts }, { failure, isBrokenOff: signal.aborted });
    await store.release({ id, fence, ...release });
  }

  #releaseOf(
    { attempts, health }: TakenTrigger,
    { failure, isBrokenOff }: { readonly failure: TriggerFailure | undefined; readonly isBrokenOff: boolean },
  ): TriggerRelease {
    return isBrokenOff ? { nextInMs: 0, attempts, health } : releaseAfterStream(failure, attempts);
  }

  #noteFailure(
    { workflow, workflowId, triggerId, attempts }: NamedTrigger<TakenTrigger>,
    failure: TriggerFailure | undefined,
  ): void {
    const { trouble } = releaseAfterStream(failure, attempts).health;
    if (trouble !== undefined) this.#parts.report({ kind: 'trigger.failed', workflow, workflowId, triggerId, trouble });
  }

  /** What was unpublished or lost ends; another version begins anew. */
  async #renew(): Promise<void> {
    const { ports, store, settings, report } = this.#parts;
    if (this.#open.size === 0) return;
    const all = [...this.#open.values()];
    const askedMs = ports.clock.monotonicMs();
    try {
      const leases = all.map(({ trigger: { id, fence } }) => ({ id, fence }));
      const held = await store.renewLeases({ leases, leaseSeconds: settings.streamLeaseSeconds });
      this.#heldUntilMs = askedMs + settings.streamLeaseSeconds * 1000;
      const versions = new Map(held.map(({ id, versionId }) => [id, versionId]));
      for (const { trigger, control } of all) {
        if (versions.get(trigger.id) !== trigger.versionId) control.abort(new Error('It is not live any more.'));
      }
    } catch (cause) {
      report({ kind: 'store.failed', what: 'renew streams', cause });
      // Others may have begun: two must not listen.
      if (ports.clock.monotonicMs() < this.#heldUntilMs) return;
      for (const { control } of all) control.abort(new Error('The lease may have ended.'));
    }
  }
}
