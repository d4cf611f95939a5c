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
}

export const DEFAULT_ENGINE_SETTINGS: Omit<EngineSettings, 'workerId' | 'baseUrl'> = {
  maxRunning: 200,
  maxWaiting: 2000,
  maxUnwrittenBytes: 64 * 1024 * 1024,
  leaseSeconds: 30,
  renewIntervalMs: 10_000,
  selfFenceMs: 25_000,
  signalLookMs: 1000,
  sweepIntervalMs: 1000,
  maxLosses: 5,
  taskTimeoutSeconds: 60,
};
