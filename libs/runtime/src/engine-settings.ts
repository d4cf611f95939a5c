import { DEFAULT_LIMITS, type RunLimit, type RunLimits } from '@millrace/machine';

/** What a run may grow to. */
export interface EngineLimits extends RunLimits {
  /** Characters of JSON of all that a run leaves in the store while it goes on: `States.DataLimitExceeded`. */
  readonly storedData: RunLimit;
  /** Attempts of tasks: `States.Runtime`. */
  readonly tasks: RunLimit;
  /** Runs that one run starts through another: `States.Runtime`. */
  readonly callDepth: RunLimit;
}

/** What one process may do at once, and its rhythm. */
export interface EngineSettings {
  /** Names this process in leases. */
  readonly workerId: string;
  /** Where this installation is reached: `$states.context.Millrace.BaseUrl`. */
  readonly baseUrl: string;
  /** Runs executed at once; more are queued in the store. */
  readonly maxRunning: number;
  /** Callers who wait for an answer at once; more are refused. */
  readonly maxWaiting: number;
  /** Of events that were accepted and are not written yet; what would exceed it is refused. */
  readonly maxUnwrittenBytes: number;
  readonly leaseSeconds: number;
  readonly renewIntervalMs: number;
  /** Without a renewal for so long, this process begins no task: another may hold its runs soon. */
  readonly selfFenceMs: number;
  /** Between two looks for what happened elsewhere to runs of this process. */
  readonly signalLookMs: number;
  /** Between two looks for due runs that nobody announced. */
  readonly sweepIntervalMs: number;
  /** Times that processes may be lost with a run at one place, before it ends as their probable cause. */
  readonly maxLosses: number;
  /** Of a task whose document and action name none. */
  readonly taskTimeoutSeconds: number;
  /** Of a code step whose document names none. */
  readonly codeTimeoutSeconds: number;
  /** Threads of a Map at once, where its document sets no limit. */
  readonly mapConcurrency: number;
  /** Of all lines that a step logs, as JSON; what is more is cut, with a mark. */
  readonly stepLogCharacters: number;
  readonly limits: EngineLimits;
}

export const DEFAULT_ENGINE_SETTINGS: Omit<EngineSettings, 'workerId' | 'baseUrl'> = {
  maxRunning: 256,
  maxWaiting: 2000,
  maxUnwrittenBytes: 64 * 1024 * 1024,
  leaseSeconds: 30,
  renewIntervalMs: 10_000,
  selfFenceMs: 25_000,
  signalLookMs: 1000,
  sweepIntervalMs: 1000,
  maxLosses: 5,
  taskTimeoutSeconds: 120,
  codeTimeoutSeconds: 10,
  mapConcurrency: 40,
  stepLogCharacters: 256 * 1024,
  limits: {
    ...DEFAULT_LIMITS,
    storedData: { most: 1024 * 1024 * 1024 },
    tasks: { most: 1_000_000 },
    callDepth: { most: 10 },
  },
};
