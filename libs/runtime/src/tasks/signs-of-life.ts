import type { Clock } from '../ports.ts';

/** Tells when no sign of life has come for too long. */
export class SignsOfLife {
  readonly #clock: Clock;
  readonly #silentMs: number;
  readonly #onSilence: () => void;
  #beatAtMs: number;
  #cancelTimer: () => void;
  #isSilent = false;

  constructor(clock: Clock, silentMs: number, onSilence: () => void) {
    this.#clock = clock;
    this.#silentMs = silentMs;
    this.#onSilence = onSilence;
    this.#beatAtMs = clock.monotonicMs();
    this.#cancelTimer = clock.schedule(silentMs, () => this.#look());
  }

  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** There may be thousands: each is only noted. */
  beat(): void {
    this.#beatAtMs = this.#clock.monotonicMs();
  }

  stop(): void {
    this.#cancelTimer();
  }

  #look(): void {
    const leftMs = this.#beatAtMs + this.#silentMs - this.#clock.monotonicMs();
    if (leftMs > 0) {
      this.#cancelTimer = this.#clock.schedule(leftMs, () => this.#look());
      return;
    }
    this.#isSilent = true;
    this.#onSilence();
  }
}
