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
  readonly leaseSeconds: number;
  readonly renewIntervalMs: number;
  /** Without a renewal for so long, this process stops its runs: another may hold them soon. */
  readonly selfFenceMs: number;
  /** Between two looks for due runs that nobody announced. */
  readonly sweepIntervalMs: number;
  /** Of a task whose document and action name none. */
  readonly taskTimeoutSeconds: number;
}

export const DEFAULT_ENGINE_SETTINGS: Omit<EngineSettings, 'workerId' | 'baseUrl'> = {
  maxRunning: 200,
  maxWaiting: 2000,
  leaseSeconds: 30,
  renewIntervalMs: 10_000,
  selfFenceMs: 25_000,
  sweepIntervalMs: 1000,
  taskTimeoutSeconds: 60,
};
