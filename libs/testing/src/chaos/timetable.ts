/** When a target has something done to it already. */
interface Booking {
  readonly from: number;
  readonly until: number;
}

/**
 * Which target is free when: a process that is dead, or stands still, is no victim, and a fault that waits for its victim comes
 * late or never.
 */
export class Timetable {
  readonly #bookings = new Map<string, Booking[]>();
  readonly #endMs: number;

  /** What begins must be over by then. */
  constructor(endMs: number) {
    this.#endMs = endMs;
  }

  book(target: string, from: number, lengthMs: number): void {
    this.#bookings.set(target, [...(this.#bookings.get(target) ?? []), { from, until: from + lengthMs }]);
  }

  /** The first time from then on at which all of these are free for so long; undefined when there is none. */
  firstFree(targets: readonly string[], fromMs: number, lengthMs: number): number | undefined {
    const sorted = targets
      .flatMap((target) => this.#bookings.get(target) ?? [])
      .sort((left, right) => left.from - right.from);
    let atMs = fromMs;
    for (const { from, until } of sorted) {
      if (atMs + lengthMs <= from) break;
      atMs = Math.max(atMs, until);
    }
    return atMs + lengthMs <= this.#endMs ? atMs : undefined;
  }
}
