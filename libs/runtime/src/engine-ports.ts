import type {
  AdmissionStore,
  Clock,
  ConnectorCaller,
  Dispatcher,
  Evaluator,
  Ids,
  JournalStore,
  RunFeed,
  RunStore,
  Sandbox,
  ScheduleStore,
  Thread,
  TokenStore,
  WorkflowStore,
} from './ports.ts';
import type { HeldStepStore } from './held-step.ts';
import type { LiveRollouts } from './rollouts/live-rollouts.ts';
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
  /** `settings.onFailure` could not be called. */
  | { readonly kind: 'handler.failed'; readonly runId: string; readonly workflow: string; readonly cause: unknown }
  /** A tick has no run: its settings ask for what cannot be told from it. */
  | {
      readonly kind: 'schedule.failed';
      readonly workflowId: string;
      readonly triggerId: string;
      readonly cause: unknown;
    }
  | { readonly kind: 'store.failed'; readonly what: string; readonly cause: unknown }
  | { readonly kind: 'defect'; readonly runId: string; readonly cause: unknown };

/** Everything outside the engine. */
export interface EnginePorts {
  readonly runs: RunStore;
  readonly journal: JournalStore;
  readonly tokens: TokenStore;
  readonly heldSteps: Pick<HeldStepStore, 'decide' | 'release'>;
  readonly admissions: AdmissionStore;
  readonly schedules: ScheduleStore;
  readonly workflows: Pick<WorkflowStore, 'find' | 'findVersion'>;
  readonly rollouts: Pick<LiveRollouts, 'find'>;
  readonly dispatcher: Dispatcher;
  readonly connectors: ConnectorCaller;
  readonly sandbox: Sandbox;
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
