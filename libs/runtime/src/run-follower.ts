import { AnswerReader } from './answer-reader.ts';
import type { RunAnswer } from './answer.ts';
import { deferred } from './deferred.ts';
import { isSystemFault } from './errors.ts';
import { FollowedRun, type FollowingCaller } from './followed-run.ts';
import type { RunNews } from './ports.ts';
import { RunLooks, type FollowPorts } from './run-looks.ts';
import type { VersionCache } from './version-cache.ts';

/** Runs that are read at once: whoever executes runs needs the store's connections more. */
const MAX_READS = 4;

interface Following {
  /** Monotonic. */
  readonly untilMs: number;
  /** Whether somebody still wants the answer. */
  readonly isWanted?: () => boolean;
  /** Whether who waits has sent the event again. */
  readonly isRepetition: boolean;
}

/**
 * Waits for runs that execute anywhere, by looking: for those who sent an event again, and for those whose run others execute.
 * However many wait, they cost one question at a time, and few runs are read at once.
 */
export class RunFollower {
  readonly #ports: FollowPorts;
  readonly #reader: AnswerReader;
  readonly #runs = new Map<string, FollowedRun>();
  readonly #looks: RunLooks;
  readonly #toRead: (() => Promise<void>)[] = [];
  #reads = 0;
  #isStopped = false;

  constructor(ports: FollowPorts, versions: VersionCache) {
    this.#ports = ports;
    this.#reader = new AnswerReader(ports.runs, versions);
    const onNews = (run: FollowedRun, news: RunNews): void => this.#readSoon(run, news);
    this.#looks = new RunLooks({ ports, runs: this.#runs, onNews });
  }

  /** Whoever waits is told that the run goes on. */
  stop(): void {
    this.#isStopped = true;
    for (const run of this.#runs.values()) run.tellAll({ kind: 'pending' });
  }

  /**
   * The answer of a run; `pending` when it has none until then. Who comes when the time is over gets one look. Rejects when the
   * run cannot be read though the store answers.
   */
  answerOf(address: FollowedRun['address'], following: Following): Promise<RunAnswer> {
    const { runId } = address;
    const { untilMs, isRepetition, isWanted = () => true } = following;
    if (this.#isStopped) return Promise.resolve({ kind: 'pending', runId, isRepetition });
    const { clock } = this.#ports;
    const run = this.#follow(address);
    const { promise, resolve, reject } = deferred<RunAnswer>();
    let cancelTimer = (): void => undefined;
    const caller: FollowingCaller = {
      ...{ untilMs, isWanted },
      tell: (word) => {
        cancelTimer();
        resolve({ ...word, runId, isRepetition });
      },
      fail: (cause) => {
        cancelTimer();
        reject(cause);
      },
    };
    const leftMs = untilMs - clock.monotonicMs();
    if (leftMs > 0) cancelTimer = clock.schedule(leftMs, () => run.tellPending((each) => each === caller));
    run.add(caller);
    this.#looks.lookAt(run.dueMs);
    return promise;
  }

  #follow(address: FollowedRun['address']): FollowedRun {
    const { runId } = address;
    const known = this.#runs.get(runId);
    if (known !== undefined) return known;
    const run = new FollowedRun(address, () => {
      this.#runs.delete(runId);
      if (this.#runs.size === 0) this.#looks.cancel();
    });
    this.#runs.set(runId, run);
    return run;
  }

  /** Reads a run when it is its turn. */
  #readSoon(run: FollowedRun, news: RunNews): void {
    run.beginReading();
    this.#toRead.push(() => this.#read(run, news));
    void this.#readNext();
  }

  async #readNext(): Promise<void> {
    if (this.#reads === MAX_READS) return;
    this.#reads += 1;
    for (let read = this.#toRead.shift(); read !== undefined; read = this.#toRead.shift()) await read();
    this.#reads -= 1;
  }

  /** Never rejects. */
  async #read(run: FollowedRun, news: RunNews): Promise<void> {
    if (!run.isFollowed) return;
    const { clock, report } = this.#ports;
    try {
      const word = await this.#reader.read(run, news);
      if (word !== undefined) run.tellAll(word);
    } catch (cause) {
      // Nothing was heard from a store that is away, and so there is no answer yet.
      if (isSystemFault(cause)) report({ kind: 'store.failed', what: 'read a run that is followed', cause });
      else run.failAll(cause);
    }
    run.noteLook(clock.monotonicMs());
    this.#looks.lookAt(run.dueMs);
  }
}
