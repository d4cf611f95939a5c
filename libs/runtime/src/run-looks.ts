import type { EnginePorts } from './engine-ports.ts';
import type { FollowedRun } from './followed-run.ts';
import type { RunNews } from './ports.ts';

/** Runs of one question. */
const MAX_IDS = 1000;
const FIRST_FAILURE_PAUSE_MS = 50;
const MAX_FAILURE_PAUSE_MS = 1000;

export type FollowPorts = Pick<EnginePorts, 'runs' | 'clock' | 'report'>;
interface LookParts {
  readonly ports: FollowPorts;
  readonly runs: ReadonlyMap<string, FollowedRun>;
  /** It may have an answer by now. */
  readonly onNews: (run: FollowedRun, news: RunNews) => void;
}

/** Asks for all runs that are followed here together, one question at a time, while there are any. */
export class RunLooks {
  readonly #parts: LookParts;
  #cancelTimer: () => void = () => undefined;
  #isUnderWay = false;
  /** Monotonic: when the next look is. */
  #nextMs = Infinity;
  #failurePauseMs = FIRST_FAILURE_PAUSE_MS;
  /** Monotonic: a store that fails is given time. */
  #notBeforeMs = -Infinity;

  constructor(parts: LookParts) {
    this.#parts = parts;
  }

  /** A run is to be looked at then. Monotonic. */
  lookAt(dueMs: number): void {
    if (this.#isUnderWay || dueMs >= this.#nextMs) return;
    this.cancel();
    this.#nextMs = dueMs;
    const { clock } = this.#parts.ports;
    const delayMs = Math.max(dueMs, this.#notBeforeMs) - clock.monotonicMs();
    if (delayMs > 0) this.#cancelTimer = clock.schedule(delayMs, () => void this.#look());
    else void this.#look();
  }

  /** There is nobody left. */
  cancel(): void {
    this.#cancelTimer();
    this.#nextMs = Infinity;
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    this.#isUnderWay = true;
    // Many may come in one turn.
    await Promise.resolve();
    const due = this.#findDue();
    for (let from = 0; from < due.length; from += MAX_IDS) await this.#ask(due.slice(from, from + MAX_IDS));
    this.#isUnderWay = false;
    this.#nextMs = Infinity;
    let dueMs = Infinity;
    for (const run of this.#parts.runs.values()) dueMs = Math.min(dueMs, run.dueMs);
    this.lookAt(dueMs);
  }

  #findDue(): readonly FollowedRun[] {
    const { runs, ports } = this.#parts;
    for (const run of runs.values()) run.tellPending(({ isWanted }) => !isWanted());
    const nowMs = ports.clock.monotonicMs();
    return [...runs.values()].filter((run) => run.isDue(nowMs));
  }

  async #ask(due: readonly FollowedRun[]): Promise<void> {
    const { ports, onNews } = this.#parts;
    const { runs, clock, report } = ports;
    try {
      const found = await runs.findNews(due.map(toKnown));
      const news = new Map(found.map((each) => [each.id, each]));
      this.#failurePauseMs = FIRST_FAILURE_PAUSE_MS;
      for (const run of due) {
        const ofRun = news.get(run.address.runId);
        if (ofRun === undefined) run.noteLook(clock.monotonicMs());
        else onNews(run, ofRun);
      }
    } catch (cause) {
      report({ kind: 'store.failed', what: 'look for runs that are followed', cause });
      const nowMs = clock.monotonicMs();
      for (const run of due) run.dropLate(nowMs);
      this.#notBeforeMs = nowMs + this.#failurePauseMs;
      this.#failurePauseMs = Math.min(this.#failurePauseMs * 2, MAX_FAILURE_PAUSE_MS);
    }
  }
}

function toKnown({ address: { runId }, seenSteps }: FollowedRun) {
  return seenSteps === undefined ? { runId } : { runId, stepCount: seenSteps };
}
