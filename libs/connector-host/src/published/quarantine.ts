/** A version that is kept from running. */
export interface QuarantineNotice {
  readonly workspaceId: string;
  readonly name: string;
  readonly version: string;
  /** Only for people who try it: runs go on calling it. */
  readonly isTrial: boolean;
  readonly forMs: number;
  /** What ended its processes, last of all. */
  readonly reason: string;
}

interface Record {
  /** Of the crashes within the window. */
  readonly crashedAtMs: number[];
  quarantines: number;
  untilMs: number;
}

const CRASHES = 3;
const WINDOW_MS = 60_000;
const FIRST_MS = 60_000;
const LONGEST_MS = 600_000;

/** Remembers whose processes crash: three times within a minute, and nothing is started for a while, each time for longer. */
export class Quarantine {
  readonly #records = new Map<string, Record>();

  /** Milliseconds that are left; 0: it may run. */
  remainingMs(key: string, nowMs: number): number {
    return Math.max(0, (this.#records.get(key)?.untilMs ?? 0) - nowMs);
  }

  /** Notes a crash. Answers for how long nothing is to run now, where this crash was one too many. */
  noteCrash(key: string, nowMs: number): number | undefined {
    this.#forgetOld(nowMs);
    const record = this.#records.get(key) ?? { crashedAtMs: [], quarantines: 0, untilMs: 0 };
    this.#records.set(key, record);
    // Calls that were in flight when it began may still crash: they are no news.
    if (record.untilMs > nowMs) return undefined;
    record.crashedAtMs.push(nowMs);
    while ((record.crashedAtMs[0] ?? nowMs) <= nowMs - WINDOW_MS) record.crashedAtMs.shift();
    if (record.crashedAtMs.length < CRASHES) return undefined;
    const forMs = Math.min(FIRST_MS * 2 ** record.quarantines, LONGEST_MS);
    record.crashedAtMs.length = 0;
    record.quarantines += 1;
    record.untilMs = nowMs + forMs;
    return forMs;
  }

  /** What has been quiet for as long as the longest quarantine begins anew. */
  #forgetOld(nowMs: number): void {
    for (const [key, { crashedAtMs, untilMs }] of this.#records)
      if (Math.max(untilMs, crashedAtMs.at(-1) ?? 0) <= nowMs - LONGEST_MS) this.#records.delete(key);
  }
}
