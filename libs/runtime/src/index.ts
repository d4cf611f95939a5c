export { RUNTIME_ERRORS, RuntimeError, type RuntimeErrorCode } from './errors.ts';
export {
  RUN_STATUSES,
  type ClaimedRun,
  type DedupeKey,
  type EndStatus,
  type JsonText,
  type Lease,
  type NewRun,
  type RetriedRun,
  type RetryLink,
  type Run,
  type RunEnd,
  type RunParent,
  type RunRemains,
  type RunStatus,
  type RunTrigger,
  type RunWithPayload,
  type HttpExchange,
  type StepLogLine,
  type StepRecord,
  type StepStatus,
} from './run.ts';
export type { Admission } from './admission.ts';
export {
  ALERT_EVENTS,
  DELIVERY_STATES,
  type Alert,
  type AlertDelivery,
  type AlertEvent,
  type AlertEventKind,
  type AlertFacts,
  type AlertGroup,
  type DeliveryState,
  type RollBackAdvice,
} from './alerts/alert.ts';
export {
  CHANNEL_KINDS,
  type AlertChannel,
  type ChannelKind,
  type ChannelSecrets,
  type ChannelTarget,
  type ChannelUse,
  type SealedAlertChannel,
  type SendResult,
} from './alerts/alert-channel.ts';
export { AlertCourier, MAX_DELIVERY_ATTEMPTS, MAX_DELIVERY_WAIT_SECONDS } from './alerts/alert-courier.ts';
export {
  ALERT_SEVERITIES,
  DEFAULT_REMIND_MINUTES,
  limitOf,
  MAX_ALERT_CHANNELS,
  MAX_ALERT_RULES,
  MAX_CHANNELS_OF_RULE,
  SILENT_SOURCES,
  type AlertCondition,
  type AlertKind,
  type AlertReading,
  type AlertRule,
  type AlertRuleWish,
  type AlertSeverity,
  type QuietHours,
  type ReadingVerdict,
  type RuleState,
  type SilentSource,
} from './alerts/alert-rule.ts';
export type {
  AlertNotice,
  AlertStore,
  DeliveryLease,
  DeliveryOutcome,
  RuleNote,
  StandingRule,
  TakenDelivery,
  TakenRule,
} from './alerts/alert-store.ts';
export { AlertWatch } from './alerts/alert-watch.ts';
export { MAX_STEP_BACK_MS } from './alerts/evaluate-rule.ts';
export type { FactSources } from './alerts/find-facts.ts';
export { PREVIEW_DAYS, previewRule, type PreviewFiring, type RulePreview } from './alerts/preview-rule.ts';
export { MAX_QUIET_MS } from './alerts/quiet-hours.ts';
export { scopeOf, type ConditionSources } from './alerts/read-condition.ts';
export {
  BULK_ITEM_STATES,
  BULK_STATES,
  BULK_VERBS,
  DEFAULT_BULK_RATE_PER_SECOND,
  DEFAULT_LETTER_RATE_PER_SECOND,
  isLetterVerb,
  LETTER_VERBS,
  MAX_BULK_RATE_PER_SECOND,
  MAX_BULK_RUNS,
  MAX_PICKED_RUNS,
  RUN_VERBS,
  type BulkAction,
  type BulkChoice,
  type BulkFilter,
  type BulkItem,
  type BulkItemState,
  type BulkLease,
  type BulkOutcome,
  type BulkPreview,
  type BulkState,
  type BulkStore,
  type BulkVerb,
  type BulkVersion,
  type NewRunCounts,
  type TakenBulk,
} from './bulk/bulk-action.ts';
export {
  planRetryOfRun,
  type BulkActs,
  type BulkRetried,
  type BulkRetryRequest,
  type BulkRetryStart,
  type RunRetryPlan,
} from './bulk/act-on-run.ts';
export { BulkKeeper } from './bulk/bulk-keeper.ts';
export type {
  Connection,
  ConnectionAccount,
  ConnectionHealth,
  ConnectionKind,
  ConnectionStore,
  ConnectionToken,
  ConnectionTokenStore,
  ConnectionUser,
  ConnectionUsers,
  ConnectorUse,
  EncryptionKeyRecord,
  SealedConnection,
  SealedFields,
  TokenLease,
} from './connection.ts';
export type { OAuthClient, OAuthClientStore, OAuthProgress, OAuthSignIn, OAuthStateStore } from './oauth.ts';
export type {
  ConnectorMigration,
  ConnectorMigrationStore,
  MigratedState,
  MigratedWorkflow,
  PublishedPointer,
  VersionMeasure,
} from './connector-migration.ts';
export {
  decideApproval,
  findToApprove,
  findUnapproved,
  permissionsOf,
  type Approval,
  type ConnectorPermissions,
} from './connector-permissions.ts';
export type {
  ConnectorRegistryStore,
  ConnectorSample,
  ConnectorSampleStore,
  ConnectorUseOf,
  ConnectorUser,
  ConnectorUsers,
  ConnectorVersion,
  ConnectorVersionStanding,
  ConnectorVersionState,
  ListedConnectorVersion,
  NamedStanding,
  NewConnectorVersion,
  PromoteOutcome,
  PublisherKey,
  PublishOutcome,
  PublisherKeyStore,
  RegisteredConnector,
  RegisteredOrigin,
} from './connector-registry.ts';
export {
  addToStored,
  joinStoreChanges,
  nameOfStorePlace,
  type ConnectorStore,
  type StoreChange,
  type StoreChanges,
  type StorePlace,
  type StoreWrite,
} from './connector-store.ts';
export type { KeptStepSchemas, StepSchema, StepSchemaChange, StepSchemaStore } from './step-schemas.ts';
export type { DraftTestStore, PlannedTest, StepMock, TestPlan } from './draft-tests/draft-test.ts';
export { findStatePlace } from './draft-tests/find-machine.ts';
export { findMissing } from './draft-tests/find-missing.ts';
export { planTest, type TestWish } from './draft-tests/plan-test.ts';
export { findWhatRuns } from './draft-tests/what-runs.ts';
export type { CapturedCall, CaptureStore, NewCapture } from './draft-tests/capture.ts';
export type { SampleStore, StepSample } from './draft-tests/sample.ts';
export type { WorkflowMark, WorkflowMarks } from './draft-tests/workflow-marks.ts';
export {
  DEAD_LETTER_SOURCES,
  DEAD_LETTER_STAGES,
  DEAD_LETTER_STATES,
  KEPT_LETTER_DAYS,
  LETTER_BOUNDS,
  MAX_LETTER_MESSAGE_CHARACTERS,
  MAX_LETTER_STACK_CHARACTERS,
  MAX_REDRIVES_FAILED,
  REDRIVE_SAMPLE,
  type DeadLetter,
  type DeadLetterDetail,
  type DeadLetterFilter,
  type DeadLetterGroup,
  type DeadLetterSource,
  type DeadLetterStage,
  type DeadLetterState,
  type DeadLetterStore,
  type LetterContent,
  type LetterEnvelope,
  type LetterFailure,
  type NewDeadLetter,
  type RedriveOutcome,
} from './dead-letters/dead-letter.ts';
export { isLetterFault, toLetterFailure } from './dead-letters/letter-failure.ts';
export { newLetter } from './dead-letters/new-letter.ts';
export { Redrives, type Redriver, type RedriveRequest, type RedriveResult } from './dead-letters/redrives.ts';
export {
  ERROR_GROUP_STATES,
  type ErrorGroup,
  type ErrorGroupState,
  type ErrorGroupStore,
  type GroupDecision,
  type GroupStanding,
  type HourCount,
  type VersionCount,
} from './error-groups/error-group.ts';
export { markFailure, stateOf, statePathOf, type FailureMark } from './error-groups/failure-mark.ts';
export { NEW_STANDING, shownState, standingAfter, standingOf, type Sighting } from './error-groups/group-standing.ts';
export { VersionCache } from './version-cache.ts';
export type { VersionFigures, VersionHistory, WorkflowCaller } from './version-history.ts';
export type { RunMeter } from './run-meter.ts';
export type { RunTracer, TaskSpan, TracedRun, TracedTask } from './run-tracer.ts';
export { Repeating } from './repeating.ts';
export { LiveRollouts } from './rollouts/live-rollouts.ts';
export {
  DEFAULT_ROLLOUT_RULE,
  endOfRollout,
  type Rollout,
  type RolloutEnd,
  type RolloutRule,
  type RolloutStore,
} from './rollouts/rollout.ts';
export { RolloutWatch } from './rollouts/rollout-watch.ts';
export type { InstanceState, InstanceStore } from './instance.ts';
export type {
  QuotaPreview,
  StoragePlace,
  StorageQuota,
  StorageStore,
  WorkflowStorage,
} from './storage/storage-store.ts';
export { bucketOf, type CallRate, type RateBudgetStore, type RateGrant } from './rate-budget.ts';
export type { Actor, ApiKey, Role, User } from './identity.ts';
export type { OwnWorkspace, Stage, Workspace, WorkspaceStore } from './workspace.ts';
export { timetableOf } from './schedule/decide-schedule.ts';
export type { Schedule, ScheduleDecision, ScheduleTick } from './schedule/schedule.ts';
export { releaseAfterFailure } from './triggers/decide-poll.ts';
export { GRACE_SECONDS } from './triggers/decide-subscription.ts';
export type { HeardItems, KeptItems } from './triggers/item-intake.ts';
export {
  placeTriggers,
  REMEMBERED_DAYS,
  type PlacedTrigger,
  type Placements,
  type TriggerPlacement,
} from './triggers/place-triggers.ts';
export { ITEM_WINDOW_SECONDS } from './triggers/prepare-items.ts';
export { hashSubscriptionIdentity, identityOf } from './triggers/trigger-identity.ts';
export { TriggerKeeper } from './triggers/trigger-keeper.ts';
export {
  DEFAULT_TRIGGER_SETTINGS,
  memberOf,
  type TriggerParts,
  type TriggerReport,
  type TriggerSettings,
} from './triggers/trigger-parts.ts';
export type {
  KeepItemsResult,
  SubscriptionRequest,
  SubscriptionSecrets,
  TriggerCaller,
  TriggerLease,
  TriggerStore,
} from './triggers/trigger-store.ts';
export {
  TRIGGER_STATES,
  type DeliveryTarget,
  type ItemBatch,
  type KeptTrigger,
  type PollAnswer,
  type RemoteSubscription,
  type SubscribedTargets,
  type Subscription,
  type SubscriptionChange,
  type SubscriptionState,
  type SubscriptionWish,
  type TakenSubscription,
  type TakenTrigger,
  type TriggerCall,
  type TriggerCursor,
  type TriggerFacts,
  type TriggerFailure,
  type TriggerHealth,
  type TriggerItem,
  type TriggerKind,
  type TriggerMember,
  type TriggerOutcome,
  type TriggerProgress,
  type TriggerRelease,
  type TriggerTrouble,
} from './triggers/trigger.ts';
export {
  AWAITED_TASK_STATES,
  type AwaitedTask,
  type AwaitedTaskDetail,
  type AwaitedTaskState,
  type AwaitedTaskStore,
} from './awaited-task.ts';
export { PausedQueues } from './queues/paused-queues.ts';
export type { QueueStore, ScheduleState, WorkflowQueue, WorkspacePause } from './queues/queue-store.ts';
export { isOutage, UnreadClaims } from './hand-back.ts';
export type { HeldCall, HeldFailure, HeldStep, HeldStepStore } from './held-step.ts';
export { useOfToken, type TaskToken, type TokenAnswer, type TokenUse } from './task-token.ts';
export type {
  LiveWebhook,
  NumberedVersionDocument,
  PromotionOrigin,
  Workflow,
  WorkflowDraft,
  WorkflowVersion,
  WorkflowVersionDocument,
} from './workflow.ts';
export type {
  AcceptResult,
  ActionFacts,
  AdmissionStore,
  CancelledRun,
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
  HeardAnswer,
  IdentityStore,
  Ids,
  JournalRow,
  JournalStore,
  LeaseRenewal,
  LeaseRequest,
  LossRange,
  Page,
  Progress,
  RunFeed,
  RunFeedEvent,
  RunFilter,
  RunSignal,
  RunStore,
  Sandbox,
  SandboxCall,
  SandboxOutcome,
  ScheduleStore,
  StepListRequest,
  Thread,
  TokenStore,
  WorkflowStore,
} from './ports.ts';
export {
  DEFAULT_SEARCH_MS,
  MAX_HISTOGRAM_BUCKETS,
  MAX_SEARCH_MS,
  type RunHistogram,
  type RunHistogramRequest,
  type RunScan,
  type RunSearch,
  type RunSearchFilter,
  type RunSearchPage,
  type RunSearchRequest,
  type StatusCounts,
} from './run-search/run-search.ts';
export { MAX_RUN_VIEWS, type RunView, type RunViewStore } from './run-search/run-view.ts';
export { matchesPayload, type ColumnCondition, type PayloadCondition, type RunPayload } from '@millrace/run-query';
export { canonicalJson, hashDocument } from './hash-document.ts';
export { createIds } from './ids.ts';
export { SharedThread } from './shared-thread.ts';
export { systemClock } from './system-clock.ts';
export type { RunAnswer, RunResponse } from './answer.ts';
export type { EnginePorts, EngineReport, ReportedRun } from './engine-ports.ts';
export { checkInput } from './check-input.ts';
export { DEFAULT_ENGINE_SETTINGS, type EngineLimits, type EngineSettings } from './engine-settings.ts';
export { Engine } from './engine.ts';
export { SUSPECT_LOSSES } from './suspects.ts';
export { RunRetries } from './retries/run-retries.ts';
export { REDACTED_MARK } from './retries/rebuild-position.ts';
export type {
  MadeRun,
  ReplayRequest,
  RetryPlan,
  RetryRequest,
  RetryStart,
  WantedVersion,
} from './retries/retry-request.ts';
export { idempotencyKeyOf } from './idempotency-key.ts';
export type { AcceptedRun } from './run-intake.ts';
export type { AcceptRequest } from './new-run.ts';
export { briefStep, isListed } from './narrow-steps.ts';
export { createRunFeed } from './run-feed.ts';
export type { RedactText } from './step-record.ts';
export { FAULT_POINTS, faultPoint, setFaultHandler, type FaultHandler, type FaultPoint } from './fault-points.ts';
export {
  METRICS,
  type MetricName,
  type MetricPoint,
  type MetricQuery,
  type MetricReader,
  type MetricScope,
} from './metrics/metric.ts';
export { BOARD_LISTS, BOARD_WIDTHS, MAX_BOARDS, MAX_TILES } from './metrics/board.ts';
export type { Board, BoardHead, BoardStore, BoardTile } from './metrics/board.ts';
export { MAX_BASELINES, type Baseline, type IntegrationTime, type MetricRecords } from './metrics/metric-records.ts';
export {
  passesByItself,
  triage,
  type DayFigures,
  type DominantError,
  type TriageFinding,
  type TriageReason,
  type TriageStep,
  type TriageSubject,
} from './metrics/triage.ts';
export { CallMeter, type EndedCall } from './metrics/call-meter.ts';
export { MetricKeeper } from './metrics/metric-keeper.ts';
export {
  BREAKDOWNS,
  type Breakdown,
  type BreakdownQuery,
  type CallCounts,
  type MetricStore,
  type MetricSubject,
  type RollUpOutcome,
  type SubjectDay,
  type SubjectFigures,
} from './metrics/metric-store.ts';
export {
  checkMetricQuery,
  chooseCompared,
  chooseSpan,
  chooseStep,
  DAY_MS,
  floorTo,
  HOUR_MS,
  KEPT_DAYS_MS,
  KEPT_HOURS_MS,
  KEPT_MINUTES_MS,
  MINUTE_MS,
} from './metrics/metric-span.ts';
export {
  addFigures,
  histogramsOf,
  kindOf,
  NO_FIGURES,
  pointOf,
  type FigureKind,
  type Figures,
} from './metrics/metric-figures.ts';
export { HISTOGRAM_BOUNDS_MS, histogramOf, percentileOf, type Histogram } from './metrics/histogram.ts';
