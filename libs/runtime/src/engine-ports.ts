import type {
  Clock,
  ConnectorCaller,
  Dispatcher,
  Evaluator,
  Ids,
  RunFeed,
  RunStore,
  Thread,
  WorkflowStore,
} from './ports.ts';
import type { DropReason } from './run-journal.ts';
import type { RedactText } from './step-record.ts';
import type { EngineSettings } from './engine-settings.ts';

/** What the engine tells whoever logs and counts. */
export type EngineReport =
  | {
      readonly kind: 'run.dropped';
      readonly runId: string;
      readonly reason: DropReason;
      readonly cause?: unknown;
    }
  | { readonly kind: 'run.recovered'; readonly runId: string }
  | { readonly kind: 'store.failed'; readonly what: string; readonly cause: unknown }
  | { readonly kind: 'defect'; readonly runId: string; readonly cause: unknown };

/** Everything outside the engine. */
export interface EnginePorts {
  readonly runs: RunStore;
  readonly workflows: Pick<WorkflowStore, 'findVersion'>;
  readonly dispatcher: Dispatcher;
  readonly connectors: ConnectorCaller;
  readonly evaluator: Evaluator;
  readonly clock: Clock;
  readonly thread: Thread;
  readonly ids: Ids;
  readonly feed: RunFeed;
  /** Takes the secrets given, in all their encodings, out of a text. */
  readonly redact: (secrets: readonly string[]) => RedactText;
  readonly report: (report: EngineReport) => void;
  readonly settings: EngineSettings;
}
