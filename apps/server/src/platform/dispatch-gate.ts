import { Repeating, type Clock, type Engine, type InstanceState, type InstanceStore } from '@millrace/runtime';
import type { Logger } from 'pino';

const LOOK_MS = 1000;

interface GateParts {
  readonly instance: InstanceStore;
  readonly engine: Pick<Engine, 'hold'>;
  readonly clock: Pick<Clock, 'schedule'>;
  readonly log: Logger;
}

/**
 * Keeps this process from beginning anything by itself while the installation is paused, which it is when it comes out of a
 * backup: what the backup was made of may still work, and nothing must be done twice without anybody's consent.
 */
export class DispatchGate {
  readonly #parts: GateParts;
  readonly #looks: Repeating;
  #isClosed = false;
  #begin: () => Promise<void> = () => Promise.resolve();

  constructor(parts: GateParts) {
    this.#parts = parts;
    this.#looks = new Repeating(parts.clock, () => this.#look().then(() => LOOK_MS));
  }

  /** The gate of this process, closed if the installation is paused. Before any door opens. */
  static async at(parts: GateParts): Promise<DispatchGate> {
    const gate = new DispatchGate(parts);
    const { isPaused } = await parts.instance.read();
    if (isPaused) gate.#close();
    return gate;
  }

  #close(): void {
    const { engine, log } = this.#parts;
    this.#isClosed = true;
    engine.hold();
    log.warn('This installation was restored and is paused: it executes nothing until `millrace resume`');
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Begins the work of this process: now, or as soon as somebody has resumed the installation, wherever. */
  async pass(begin: () => Promise<void>): Promise<void> {
    if (!this.#isClosed) return begin();
    this.#begin = begin;
    this.#looks.start(LOOK_MS);
  }

  /** Somebody has resumed it here. */
  async resume(request: { readonly by: string }): Promise<InstanceState> {
    const state = await this.#parts.instance.resume(request);
    if (this.#looks.isStarted) await this.#looks.now();
    return state;
  }

  stop(): Promise<void> {
    return this.#looks.stop();
  }

  async #look(): Promise<void> {
    const { instance, log } = this.#parts;
    try {
      const { isPaused, resumedBy } = await instance.read();
      if (isPaused) return;
      await this.#begin();
      this.#isClosed = false;
      log.info({ by: resumedBy }, 'This installation was resumed');
      // Not awaited: this is a turn of it.
      void this.#looks.stop();
    } catch (error) {
      log.error({ error }, 'Could not find out whether this installation is paused, or not begin to work');
    }
  }
}
