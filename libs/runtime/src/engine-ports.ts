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
import type { PausedQueues } from './queues/paused-queues.ts';
import type { LiveRollouts } from './rollouts/live-rollouts.ts';
import type { EndedCall } from './metrics/call-meter.ts';
import type { DropReason } from './run-journal.ts';
import type { RedactText } from './step-record.ts';
import type { EngineSettings } from './engine-settings.ts';
import type { RunMeter } from './run-meter.ts';
import type { RunTracer } from './run-tracer.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

/** Of which run something is told: names and ids, as far as they are known. */
export interface ReportedRun {
  readonly runId: string;
  readonly workflow?: string;
  /** Absent: a draft. */
  readonly version?: number;
  /** The path of one of its steps, and which attempt of it. */
  readonly step?: string;
  readonly attempt?: number;
}

/** What the engine tells whoever logs and counts. */
export type EngineReport =
  | (ReportedRun & { readonly kind: 'run.dropped'; readonly reason: DropReason; readonly cause?: unknown })
  | (ReportedRun & { readonly kind: 'run.recovered' })
  /** `settings.onFailure` could not be called. */
  | (ReportedRun & { readonly kind: 'handler.failed'; readonly handler: string; readonly cause: unknown })
  /** A tick has no run: its settings ask for what cannot be told from it. */
  | {
      readonly kind: 'schedule.failed';
      /** By name; unknown of a version that is gone. */
      readonly workflow: string | undefined;
      readonly workflowId: string;
      readonly triggerId: string;
      readonly cause: unknown;
    }
  | { readonly kind: 'store.failed'; readonly what: string; readonly cause: unknown }
  | (ReportedRun & { readonly kind: 'defect'; readonly cause: unknown });

/** A run of the engine as reports name it. */
export const toReportedRun = ({
  runId,
  version: { workflowName: workflow, number: version },
}: {
  readonly runId: string;
  readonly version: WorkflowVersionDocument;
}): ReportedRun => ({ runId, workflow, ...(version === undefined ? {} : { version }) });

/** Everything outside the engine. */
export interface EnginePorts {
  readonly runs: RunStore;
  readonly journal: JournalStore;
  readonly tokens: TokenStore;
  readonly heldSteps: Pick<HeldStepStore, 'decide' | 'release'>;
  readonly admissions: AdmissionStore;
  readonly schedules: ScheduleStore;
  readonly workflows: Pick<WorkflowStore, 'find' | 'findVersion' | 'findVersionByNumber'>;
  readonly rollouts: Pick<LiveRollouts, 'find'>;
  /** Absent: no queue is ever paused. */
  readonly pauses?: Pick<PausedQueues, 'isPaused'>;
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
  /** Told of each attempt of a call, but not of tests. */
  readonly measureCall?: (call: EndedCall) => void;
  /** Absent: nobody traces. */
  readonly tracer?: RunTracer;
  /** Absent: nobody counts. */
  readonly meter?: RunMeter;
  readonly settings: EngineSettings;
}
