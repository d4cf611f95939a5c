import type { DocumentLimits } from '@millrace/machine';
import type { JsonLimits } from '../http/json-body.ts';

/** What the doors need to know of the configuration. */
export interface DoorSettings {
  readonly version: string;
  /** Where people and systems reach this server, without a slash at the end. */
  readonly publicUrl: string;
  /** Where this server reaches itself. */
  readonly hookWaitSeconds: number;
  readonly hookBodyLimitBytes: number;
  readonly apiBodyLimitBytes: number;
  readonly json: JsonLimits;
  readonly documents: DocumentLimits;
  /** Bytes of events that are held at once before they are kept. */
  readonly intakeBytes: number;
  /** Runs of one workspace that may wait to begin. */
  readonly maxQueued: number;
  readonly apiCallsPerMinute: number;
  readonly apiBurst: number;
  readonly logLevel: string;
  /** Extra `Host` names that the API and the designer answer to. */
  readonly allowedHosts: readonly string[];
}
