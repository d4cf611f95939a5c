/** Whether an installation begins anything by itself. */
export interface InstanceState {
  /** No run is claimed, no schedule and no trigger fires; what arrives is kept. */
  readonly isPaused: boolean;
  readonly pausedAtMs?: number;
  /** It came out of a backup, and what the backup was made of may still work. */
  readonly reason?: 'restored';
  readonly resumedAtMs?: number;
  readonly resumedBy?: string;
}

/** What is true of the whole installation, whatever the number of its processes. */
export interface InstanceStore {
  read(): Promise<InstanceState>;
  /** Ends the pause, by whom. Of one that is not paused nothing is changed. */
  resume(request: { readonly by: string }): Promise<InstanceState>;
}
