import type { JsonValue, Machine } from '@millrace/machine';
import { RESPOND, toRunResponse, type RunWord } from './answer.ts';
import type { FollowedRun } from './followed-run.ts';
import type { RunNews, RunStore } from './ports.ts';
import type { RunEnd, RunWithPayload, StepRecord } from './run.ts';
import type { VersionCache } from './version-cache.ts';

const STEPS_PAGE = 1000;

/** Reads what a run has to say from what is kept of it. */
export class AnswerReader {
  readonly #runs: Pick<RunStore, 'find' | 'listSteps'>;
  readonly #versions: VersionCache;

  constructor(runs: Pick<RunStore, 'find' | 'listSteps'>, versions: VersionCache) {
    this.#runs = runs;
    this.#versions = versions;
  }

  /** `undefined`: nothing yet. Notes how far it has read. */
  async read(followed: FollowedRun, { versionId, stepCount, endedAtMs }: RunNews): Promise<RunWord | undefined> {
    const mayRespond = await this.#mayRespond(versionId);
    if (mayRespond) {
      // Steps may be written after those that follow them: of one that has ended all are read.
      const { seenSteps = 0 } = endedAtMs === undefined ? followed : {};
      const response = await this.#findResponse(followed, seenSteps);
      if (response !== undefined) return response;
    }
    followed.seenSteps = mayRespond ? stepCount : undefined;
    if (endedAtMs === undefined) return undefined;
    const run = await this.#runs.find(followed.address);
    // Absent: removed by retention since.
    return run && toEnd(run);
  }

  async #mayRespond(versionId: string): Promise<boolean> {
    const version = await this.#versions.find(versionId);
    return version !== undefined && responds(version.document.machine);
  }

  /** What the first caller was told is in the record of the step that told it. */
  async #findResponse({ address }: FollowedRun, seenSteps: number): Promise<RunWord | undefined> {
    for (let afterSequence = seenSteps - 1; ; afterSequence += STEPS_PAGE) {
      const steps = await this.#runs.listSteps({ ...address, afterSequence, limit: STEPS_PAGE });
      const step = steps.find(({ resource, status }) => resource === RESPOND && status === 'succeeded');
      if (step !== undefined) return toResponse(step);
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

function toResponse({ arguments: given = 'null' }: StepRecord): RunWord {
  const value = JSON.parse(given) as JsonValue;
  // Cut for people: too long to be told again.
  const isWhole = typeof value === 'object' && value !== null && !('$cut' in value);
  return isWhole ? { kind: 'responded', response: toRunResponse(value) } : { kind: 'pending' };
}

function toEnd({ status, endedAtMs, output, error, cause, failedPath }: RunWithPayload): RunWord | undefined {
  if (endedAtMs === undefined) return undefined;
  const end: RunEnd = {
    status: status as RunEnd['status'],
    endedAtMs,
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(failedPath === undefined ? {} : { failedPath }),
  };
  return { kind: 'ended', end };
}
