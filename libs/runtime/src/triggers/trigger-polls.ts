import { canonicalJson } from '../hash-document.ts';
import { Repeating } from '../repeating.ts';
import type { VersionCache } from '../version-cache.ts';
import { releaseAfterFailure, releaseAfterPoll, releaseHeldBack } from './decide-poll.ts';
import type { ItemIntake } from './item-intake.ts';
import { memberOf, type NamedTrigger, type TriggerParts } from './trigger-parts.ts';
import type { PollAnswer, TakenTrigger, TriggerFailure, TriggerRelease } from './trigger.ts';

/** A trigger that was published a moment ago is noticed so late. */
const MAX_LOOK_MS = 2000;
const RETRY_MS = 1000;
const POLL_TIMEOUT_MS = 60_000;
/** A poll whose process died is made again so late. */
const LEASE_SECONDS = 90;
const ITEMS_PER_POLL = 100;

/** Polls what is due. Any number of processes may do so: each trigger is one's at a time, and each has its turn. */
export class TriggerPolls {
  readonly #parts: TriggerParts;
  readonly #intake: ItemIntake;
  readonly #versions: VersionCache;
  readonly #looks: Repeating;
  readonly #underWay = new Set<Promise<void>>();
  #stopping = new AbortController();
  #asked = 0;

  constructor(
    parts: TriggerParts,
    { intake, versions }: { readonly intake: ItemIntake; readonly versions: VersionCache },
  ) {
    this.#parts = parts;
    this.#intake = intake;
    this.#versions = versions;
    this.#looks = new Repeating(parts.ports.clock, () => this.#look());
  }

  start(): void {
    this.#looks.start();
  }

  /** Breaks off what is under way, nothing kept: others go on from where it stood. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('This process stops.'));
    await this.#looks.stop();
    await Promise.all(this.#underWay);
  }

  /** Something may be due. */
  wake(): void {
    if (!this.#looks.isStarted) return;
    this.#asked += 1;
    void this.#looks.now();
  }

  /** One round: resolves when all that was due has been polled. */
  async tick(): Promise<void> {
    await this.#looks.now();
    await Promise.all(this.#underWay);
  }

  get count(): number {
    return this.#underWay.size;
  }

  /** Returns how long nothing needs to be done; never rejects. */
  async #look(): Promise<number> {
    const { store, settings, report } = this.#parts;
    try {
      for (;;) {
        const asked = this.#asked;
        const limit = settings.maxPolls - this.#underWay.size;
        // Whatever ends asks again.
        if (limit <= 0 || this.#stopping.signal.aborted) return MAX_LOOK_MS;
        const { taken, dueInMs = MAX_LOOK_MS } = await store.takeDue({
          kind: 'polling',
          limit,
          leaseSeconds: LEASE_SECONDS,
        });
        for (const trigger of taken) this.#begin(trigger);
        if (taken.length === 0 && this.#asked === asked) return Math.min(Math.max(dueInMs, 1), MAX_LOOK_MS);
      }
    } catch (cause) {
      report({ kind: 'store.failed', what: 'take polls', cause });
      return RETRY_MS;
    }
  }

  #begin(trigger: TakenTrigger): void {
    const poll = this.#poll(trigger)
      .catch((cause: unknown) => this.#parts.report({ kind: 'store.failed', what: 'keep what was polled', cause }))
      .finally(() => {
        this.#underWay.delete(poll);
        this.wake();
      });
    this.#underWay.add(poll);
  }

  async #poll(trigger: TakenTrigger): Promise<void> {
    const { caller, ports, report } = this.#parts;
    const { workspaceId, attempts, cursor, startMs } = trigger;
    const startedMs = ports.clock.monotonicMs();
    const full = await this.#intake.findFullness(workspaceId);
    if (full !== undefined) return this.#release(trigger, releaseHeldBack(full, attempts));
    const version = await this.#versions.find(trigger.versionId);
    if (version === undefined)
      return this.#release(trigger, { nextInMs: MAX_LOOK_MS, attempts, health: trigger.health });
    const outcome = await caller.poll({
      ...memberOf(trigger, version),
      ...{ input: trigger.trigger.arguments ?? {}, startMs, limit: ITEMS_PER_POLL },
      ...(cursor === undefined ? {} : { cursor }),
      ...{ timeoutMs: POLL_TIMEOUT_MS, signal: this.#stopping.signal },
    });
    if (outcome.kind === 'threw') return this.#noteFailure({ ...trigger, workflow: version.workflowName }, outcome);
    const polledForMs = ports.clock.monotonicMs() - startedMs;
    await this.#keep(trigger, outcome.value, polledForMs);
    report({ kind: 'trigger.polled', outcome: 'ok' });
  }

  async #keep(
    trigger: TakenTrigger,
    { items, cursor, more, store: changes = [] }: PollAnswer,
    polledForMs: number,
  ): Promise<void> {
    const { fence, everySeconds, attempts, health, workspaceId } = trigger;
    const { use, connection = '' } = trigger.trigger;
    const connector = use.slice(0, use.indexOf('/'));
    const value = JSON.stringify(cursor.value);
    const hasMoved =
      trigger.cursor === undefined || canonicalJson(trigger.cursor.value) !== canonicalJson(cursor.value);
    const { release, whenKnown } = releaseAfterPoll({ everySeconds, more, hasMoved });
    const result = await this.#intake.keep([
      {
        trigger,
        items,
        progress: {
          ...{ fence, cursor: { value, schema: cursor.schema } },
          ...{ release, releaseWhenKnown: whenKnown, polledForMs },
          ...(changes.length === 0 ? {} : { store: { workspaceId, connector, connection, changes } }),
        },
      },
    ]);
    if (result.kind === 'full') await this.#release(trigger, releaseHeldBack(result.trouble, attempts));
    // In the version that is live now, from where it stood.
    else if (result.kind === 'changed') await this.#release(trigger, { nextInMs: 0, attempts, health });
  }

  async #noteFailure(trigger: NamedTrigger<TakenTrigger>, failure: TriggerFailure): Promise<void> {
    const { workflow, workflowId, triggerId, attempts, health } = trigger;
    if (this.#stopping.signal.aborted) return this.#release(trigger, { nextInMs: 0, attempts, health });
    const release = releaseAfterFailure(failure, attempts);
    const { trouble } = release.health;
    this.#parts.report({ kind: 'trigger.polled', outcome: 'failed' });
    if (trouble !== undefined) this.#parts.report({ kind: 'trigger.failed', workflow, workflowId, triggerId, trouble });
    await this.#release(trigger, release);
  }

  async #release({ id, fence }: TakenTrigger, release: TriggerRelease): Promise<void> {
    if (release.health.state === 'held_back') this.#parts.report({ kind: 'trigger.polled', outcome: 'held_back' });
    await this.#parts.store.release({ id, fence, ...release });
  }
}
