/** What the doors need to know of the configuration. */
export interface DoorSettings {
  readonly version: string;
  /** Where people and systems reach this server, without a slash at the end. */
  readonly publicUrl: string;
  /** Where this server reaches itself. */
  readonly hookWaitSeconds: number;
  readonly hookBodyLimitBytes: number;
  readonly apiBodyLimitBytes: number;
  /** Extra `Host` names that the API and the designer answer to. */
  readonly allowedHosts: readonly string[];
}
