import { RESPOND, toRunResponse, type RunAnswer, type RunResponse } from './answer.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { JsonValue, Machine } from '@millrace/machine';
import type { RunEnd, RunWithPayload, StepRecord } from './run.ts';
import type { VersionCache } from './version-cache.ts';

const FIRST_LOOK_MS = 50;
const MAX_LOOK_MS = 1000;
const STEPS_PAGE = 1000;

interface RunAddress {
  readonly workspaceId: string;
  readonly runId: string;
}

interface Following {
  /** Monotonic. */
  readonly untilMs: number;
  /** Whether somebody still wants the answer. */
  readonly isWanted?: () => boolean;
  /** Whether who waits has sent the event again. */
  readonly isRepetition: boolean;
}

/** Waits for runs that execute anywhere, by looking: for those who sent an event again, and for those whose run others execute. */
export class RunFollower {
  readonly #ports: EnginePorts;
  readonly #versions: VersionCache;
  readonly #sleepers = new Set<() => void>();
  #isStopped = false;

  constructor(ports: EnginePorts, versions: VersionCache) {
    this.#ports = ports;
    this.#versions = versions;
  }

  /** Whoever waits is told that the run goes on. */
  stop(): void {
    this.#isStopped = true;
    for (const wake of [...this.#sleepers]) wake();
  }

  /** The answer of a run; `pending` when it has none until then. */
  async answerOf(address: RunAddress, following: Following): Promise<RunAnswer> {
    const { clock } = this.#ports;
    const { untilMs, isRepetition, isWanted = () => true } = following;
    for (let lookMs = FIRST_LOOK_MS; ; lookMs = Math.min(lookMs * 2, MAX_LOOK_MS)) {
      const answer = await this.#findAnswer(address, isRepetition);
      if (answer !== undefined) return answer;
      const leftMs = untilMs - clock.monotonicMs();
      const isOver = leftMs <= 0 || this.#isStopped || !isWanted();
      if (isOver) return { kind: 'pending', runId: address.runId, isRepetition };
      await this.#sleep(Math.min(lookMs, leftMs));
    }
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        cancelTimer();
        this.#sleepers.delete(wake);
        resolve();
      };
      const cancelTimer = this.#ports.clock.schedule(delayMs, wake);
      this.#sleepers.add(wake);
    });
  }

  async #findAnswer(address: RunAddress, isRepetition: boolean): Promise<RunAnswer | undefined> {
    const { runId } = address;
    const first = await this.#ports.runs.find(address);
    // Removed by retention, or not visible yet.
    if (first === undefined) return undefined;
    if (await this.#mayRespond(first)) {
      const response = await this.#findResponse(address);
      if (response === 'unreadable') return { kind: 'pending', runId, isRepetition };
      if (response !== undefined) return { kind: 'responded', runId, response, isRepetition };
    }
    const end = endOf(first);
    return end && { kind: 'ended', runId, end, isRepetition };
  }

  async #mayRespond({ versionId }: RunWithPayload): Promise<boolean> {
    const version = await this.#versions.find(versionId);
    return version !== undefined && responds(version.document.machine);
  }

  /** What the first caller was told is in the record of the step that told it. */
  async #findResponse(address: RunAddress): Promise<RunResponse | 'unreadable' | undefined> {
    for (let afterSequence = -1; ; afterSequence += STEPS_PAGE) {
      const steps = await this.#ports.runs.listSteps({ ...address, afterSequence, limit: STEPS_PAGE });
      const step = steps.find(({ resource, status }) => resource === RESPOND && status === 'succeeded');
      if (step !== undefined) return responseOf(step);
      if (steps.length < STEPS_PAGE) return undefined;
    }
  }
}

/** Whether a state of the machine, or of those inside it, tells its caller something. */
function responds({ States }: Machine): boolean {
  return Object.values(States).some((state) => {
    if (state.Type === 'Parallel') return state.Branches.some(responds);
    if (state.Type === 'Map') return responds(state.ItemProcessor);
    return state.Type === 'Task' && state.Resource === RESPOND;
  });
}

function responseOf({ arguments: given = 'null' }: StepRecord): RunResponse | 'unreadable' {
  const value = JSON.parse(given) as JsonValue;
  // Cut for people: too long to be told again.
  const isWhole = typeof value === 'object' && value !== null && !('$cut' in value);
  return isWhole ? toRunResponse(value) : 'unreadable';
}

function endOf({ status, endedAtMs, output, error, cause, failedPath }: RunWithPayload): RunEnd | undefined {
  if (endedAtMs === undefined) return undefined;
  return {
    status: status as RunEnd['status'],
    endedAtMs,
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(failedPath === undefined ? {} : { failedPath }),
  };
}
