import { Cron } from 'croner';
import { momentsOf, offsetsNear, type Offsets } from './wall-clock.ts';

/**
 * The times of a cron pattern in a time zone. The pattern is about what the wall shows, so it is followed there and the moments
 * are found afterwards. A time that the clock skips is due when the clock has skipped it. A time that comes twice is due the
 * first time; one that the pattern repeats anyhow, within the hour or each hour, both times.
 */
export class CronTimes {
  readonly #cron: Cron;
  readonly #timeZone: string;
  readonly #isRepeating: boolean;

  /** Throws for a pattern that is none. */
  constructor(pattern: string, timeZone: string) {
    this.#cron = new Cron(pattern, { paused: true, timezone: 'UTC', mode: '5-part' });
    this.#timeZone = timeZone;
    const [minutes = '', hours = ''] = pattern.trim().split(/\s+/);
    this.#isRepeating = /[*,/-]/.test(minutes) || /[*/]/.test(hours);
  }

  /** The first time after a moment; `undefined` when there is none. */
  after(epochMs: number): number | undefined {
    const offsets = offsetsNear(epochMs, this.#timeZone);
    if (epochMs >= offsets.changeMs || offsets.before === offsets.after) return this.#afterChange(epochMs, offsets);
    return this.#beforeChange(epochMs, offsets) ?? this.#afterChange(offsets.changeMs - 1, offsets);
  }

  /** A time before the clock is set, or the moment at which it skips one. */
  #beforeChange(epochMs: number, { before, after, changeMs }: Offsets): number | undefined {
    const wallMs = this.#nextWall(epochMs + before);
    if (wallMs === undefined) return undefined;
    if (wallMs - before < changeMs) return wallMs - before;
    return wallMs < changeMs + after ? changeMs : undefined;
  }

  #afterChange(epochMs: number, { before, after, changeMs }: Offsets): number | undefined {
    const isSet = before !== after;
    const wallMs = this.#nextWall(epochMs + (isSet ? after : before));
    const isRepeated = isSet && wallMs !== undefined && wallMs - before < changeMs;
    const wantedMs = isRepeated && !this.#isRepeating ? this.#nextWall(changeMs + before - 1) : wallMs;
    if (wantedMs === undefined) return undefined;
    const { moments, gapEnd } = momentsOf(wantedMs, this.#timeZone);
    return moments.find((moment) => moment > epochMs) ?? gapEnd;
  }

  #nextWall(afterMs: number): number | undefined {
    try {
      return this.#cron.nextRun(new Date(afterMs))?.getTime();
    } catch (cause) {
      // Where none of several months has the day, it looks for one until its stack is full.
      if (cause instanceof RangeError) return undefined;
      throw cause;
    }
  }
}
