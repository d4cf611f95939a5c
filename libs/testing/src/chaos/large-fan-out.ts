import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosClient } from './client.ts';
import type { Injector } from './injector.ts';
import type { Installation } from './installation.ts';
import type { EffectEntry, Ledger } from './ledger.ts';
import { readMemory } from './read-memory.ts';
import { LARGE_FAN_OUT_ID, largeFanOutSend } from './workloads/large-fan-out.ts';

const KILL_PART = 0.37;
const CANCEL_PART = 0.6;
const LOOK_MS = 100;
/** Its row. */
const FAULT = 59;

/** What was done to the large fan-out, at how many of its items. */
export interface FanOutStory {
  readonly items: number;
  readonly killedAt?: number;
  readonly cancelledAt?: number;
  /** Most that a process had in memory meanwhile, in bytes. */
  readonly peakBytes: number;
}

/** Kills the process that has the fan-out in hand, and cancels the run later, each when so much of it is done. */
export class LargeFanOut {
  readonly #around: { readonly ledger: Ledger; readonly client: ChaosClient; readonly installation: Installation };
  readonly #items: number;
  readonly #done = new Set<string>();
  #seen = 0;
  #story: FanOutStory;

  constructor(
    around: { readonly ledger: Ledger; readonly client: ChaosClient; readonly installation: Installation },
    items: number,
  ) {
    this.#around = around;
    this.#items = items;
    this.#story = { items, peakBytes: 0 };
  }

  get story(): FanOutStory {
    return this.#story;
  }

  /** Resolves when it is cancelled, or when the signal says so. */
  async watch(injector: Injector, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#story.cancelledAt === undefined) {
      const last = this.#look();
      const done = this.#done.size;
      if (last !== undefined && done >= this.#items * CANCEL_PART) await this.#cancel(last, done);
      else if (last !== undefined && done >= this.#items * KILL_PART && this.#story.killedAt === undefined) {
        this.#story = { ...this.#story, killedAt: done };
        await injector.injectNext({ atMs: 0, fault: FAULT, kind: 'kill', target: last.by, durationMs: 0 });
      }
      await delay(LOOK_MS);
    }
  }

  /** Counts what was done since the last look. */
  #look(): EffectEntry | undefined {
    const { ledger, installation } = this.#around;
    let last: EffectEntry | undefined;
    for (; this.#seen < ledger.effects.length; this.#seen += 1) {
      const effect = ledger.effects[this.#seen];
      if (effect?.id !== LARGE_FAN_OUT_ID) continue;
      this.#done.add(effect.path);
      last = effect;
    }
    const memory = installation.processes.map(({ pid }) => readMemory(pid));
    this.#story = { ...this.#story, peakBytes: Math.max(this.#story.peakBytes, ...memory) };
    return last;
  }

  async #cancel({ runId }: EffectEntry, done: number): Promise<void> {
    const answer = await this.#around.client.cancel(largeFanOutSend.event, runId);
    if (answer !== 'unknown') this.#story = { ...this.#story, cancelledAt: done };
  }
}
