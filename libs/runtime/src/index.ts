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
  type RunParent,
  type RunStatus,
  type RunTrigger,
  type RunWithPayload,
  type StepLogLine,
  type StepRecord,
  type StepStatus,
} from './run.ts';
export type { Admission } from './admission.ts';
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
export { VersionCache } from './version-cache.ts';
export type { VersionFigures, VersionHistory, WorkflowCaller } from './version-history.ts';
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
  Thread,
  TokenStore,
  WorkflowStore,
} from './ports.ts';
export { canonicalJson, hashDocument } from './hash-document.ts';
export { createIds } from './ids.ts';
export { SharedThread } from './shared-thread.ts';
export { systemClock } from './system-clock.ts';
export type { RunAnswer, RunResponse } from './answer.ts';
export type { EnginePorts, EngineReport } from './engine-ports.ts';
export { checkInput } from './check-input.ts';
export { DEFAULT_ENGINE_SETTINGS, type EngineLimits, type EngineSettings } from './engine-settings.ts';
export { Engine } from './engine.ts';
export { SUSPECT_LOSSES } from './suspects.ts';
export { idempotencyKeyOf } from './idempotency-key.ts';
export type { AcceptedRun } from './run-intake.ts';
export type { AcceptRequest } from './new-run.ts';
export { createRunFeed } from './run-feed.ts';
export type { RedactText } from './step-record.ts';
export { FAULT_POINTS, faultPoint, setFaultHandler, type FaultHandler, type FaultPoint } from './fault-points.ts';
