export { RUNTIME_ERRORS, RuntimeError, type RuntimeErrorCode } from './errors.ts';
export {
  RUN_STATUSES,
  type ClaimedRun,
  type DedupeKey,
  type EndStatus,
  type JsonText,
  type Lease,
  type NewRun,
  type Run,
  type RunEnd,
  type RunStatus,
  type RunTrigger,
  type RunWithPayload,
  type StepLogLine,
  type StepRecord,
  type StepStatus,
} from './run.ts';
export type { LiveWebhook, Workflow, WorkflowDraft, WorkflowVersion, WorkflowVersionDocument } from './workflow.ts';
export type {
  AcceptResult,
  Actor,
  ApiKey,
  Clock,
  ConnectorCall,
  ConnectorCaller,
  ConnectorOutcome,
  ConnectorReport,
  Dispatcher,
  Evaluator,
  FileReference,
  FileStore,
  Finish,
  IdentityStore,
  Ids,
  LeaseRequest,
  Page,
  Progress,
  Role,
  RunFeed,
  RunFeedEvent,
  RunFilter,
  RunStore,
  Thread,
  User,
  WorkflowStore,
  Workspace,
} from './ports.ts';
export { canonicalJson, hashDocument } from './hash-document.ts';
export { createIds } from './ids.ts';
export { SharedThread } from './shared-thread.ts';
export { systemClock } from './system-clock.ts';
export type { RunAnswer, RunResponse } from './answer.ts';
export type { EnginePorts, EngineReport } from './engine-ports.ts';
export { DEFAULT_ENGINE_SETTINGS, type EngineSettings } from './engine-settings.ts';
export { Engine } from './engine.ts';
export { idempotencyKeyOf } from './idempotency-key.ts';
export type { AcceptedRun, AcceptRequest } from './run-intake.ts';
export { createRunFeed } from './run-feed.ts';
export type { RedactText } from './step-record.ts';
