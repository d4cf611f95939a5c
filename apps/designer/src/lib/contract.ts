// The API's shapes by the names that the screens use. They come from the server's OpenAPI document.
import type { components } from '@millrace/api-client';

type Schemas = components['schemas'];
type Shape<Name extends keyof Schemas> = Readonly<Schemas[Name]>;

export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'compensating',
  'succeeded',
  'failed',
  'timed_out',
  'cancelled',
  'compensated',
] as const satisfies readonly Schemas['RunStatus'][];
export type RunStatus = Schemas['RunStatus'];
/** Also what a step in progress, or one the canvas dims, may be. */
export type StepStatus = RunStatus | 'retrying' | 'skipped' | 'outcome_unknown' | 'connection_refused';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

export type Session = Shape<'Session'>;
export type System = Shape<'System'>;
export type LogEvent = Shape<'LogEvent'>;
export type WorkflowStorage = Shape<'WorkflowStorage'>;
export type Workspace = Shape<'Workspace'>;
export type Stage = Workspace['stage'];
export type WorkspaceForm = Shape<'CreateWorkspace'>;
export type WorkspaceChange = Shape<'ChangeWorkspace'>;
export type Promotion = Shape<'Promotion'>;
export type PromotionForm = Shape<'Promote'>;
export type PromotionPreview = Shape<'PromotionPreview'>;
export type Setup = Shape<'Setup'>;
export type OwnerForm = Shape<'CreateOwner'>;
export type Credentials = Shape<'Login'>;
export type ApiKey = Shape<'ApiKey'>;
export type NewApiKey = Shape<'NewApiKey'>;
export type Version = Shape<'Version'>;
export type PublishedVersion = Shape<'PublishedVersion'>;
export type ListedVersion = Shape<'ListedVersion'>;
export type VersionStats = Shape<'VersionStats'>;
export type PublishImpact = Shape<'PublishImpact'>;
/** A part of the new runs goes to another version than the live one. */
export type Rollout = Shape<'Rollout'>;
export type RolloutAnswer = Shape<'RolloutAnswer'>;
export type RolloutForm = Shape<'PutRollout'>;
export type StepSchema = Shape<'VersionWithDocument'>['stepSchemas'][number];
export type Workflow = Shape<'Workflow'>;
export type Draft = Shape<'Draft'>;
export type Run = Shape<'Run'>;
export type RunWithPayload = Shape<'RunWithPayload'>;
/** One action over many runs. */
export type RunPage = Shape<'RunPage'>;
export type RunCount = Shape<'RunCount'>;
export type RunHistogram = Shape<'RunHistogram'>;
export type RunView = Shape<'RunView'>;
export type RunViewForm = Shape<'MakeRunView'>;
export type Bulk = Shape<'Bulk'>;
export type BulkDetail = Shape<'BulkDetail'>;
export type BulkItem = Shape<'BulkItem'>;
export type BulkPlan = Shape<'BulkPlan'>;
export type BulkForm = Shape<'MakeBulk'>;
export type BulkFilter = Shape<'BulkFilter'>;
/** What is done to runs. */
export type BulkVerb = Exclude<Bulk['action'], 'redrive' | 'discard'>;
/** Where a retry of a run would begin. */
export type RetryPlan = Shape<'RetryPlan'>;
export type MetricName = Schemas['MetricName'];
export type MetricAnswer = Shape<'MetricAnswer'>;
export type MetricPoint = MetricAnswer['points'][number];
export type MetricBreakdown = Shape<'MetricBreakdown'>;
export type BreakdownItem = MetricBreakdown['items'][number];
export type Baseline = Shape<'MetricBaseline'>;
export type BaselineForm = Shape<'CreateMetricBaseline'>;
/** Tiles that a workspace has put together. */
export type Board = Shape<'Board'>;
export type BoardForm = Shape<'BoardForm'>;
export type BoardTile = BoardForm['tiles'][number];
export type IntegrationTimes = Shape<'IntegrationTimes'>;
/** Workflows and connections that are not well. */
export type IntegrationHealth = Shape<'IntegrationHealth'>;
export type HealthItem = IntegrationHealth['items'][number];
export const DEAD_LETTER_SOURCES = [
  'run',
  'webhook',
  'trigger',
] as const satisfies readonly Schemas['DeadLetterSource'][];
export const DEAD_LETTER_STAGES = [
  'decode',
  'schema',
  'filter',
  'map',
  'deliver',
  'run',
] as const satisfies readonly Schemas['DeadLetterStage'][];
export const DEAD_LETTER_STATES = [
  'open',
  'redriving',
  'resolved',
  'discarded',
] as const satisfies readonly Schemas['DeadLetterState'][];
export type DeadLetterSource = Schemas['DeadLetterSource'];
export type DeadLetterStage = Schemas['DeadLetterStage'];
export type DeadLetterState = Schemas['DeadLetterState'];
export type DeadLetter = Shape<'DeadLetter'>;
export type DeadLetterDetail = Shape<'DeadLetterDetail'>;
export type DeadLetterGroup = Shape<'DeadLetterGroup'>;
/** What a list of them is narrowed by, as a bulk action takes it. */
export type DeadLetterFilter = Shape<'DeadLetterFilter'>;
export type ErrorGroup = Shape<'ErrorGroup'>;
export type ErrorGroupDetail = Shape<'ErrorGroupDetail'>;
export type ErrorGroupChange = Shape<'ChangeErrorGroup'>;
export type ErrorGroupState = Schemas['ErrorGroupState'];
export type Alert = Shape<'Alert'>;
export type AlertDetail = Shape<'AlertDetail'>;
export type AlertDelivery = AlertDetail['deliveries'][number];
export type AlertCondition = Schemas['AlertCondition'];
export type AlertRule = Shape<'AlertRule'>;
export type AlertRuleForm = Shape<'MakeAlertRule'>;
export type AlertRuleChange = Shape<'ChangeAlertRule'>;
export type QuietHours = Shape<'QuietHours'>;
export type AlertPreview = Shape<'AlertPreview'>;
export type AlertChannel = Shape<'AlertChannel'>;
export type AlertChannelForm = Shape<'MakeAlertChannel'>;
export type AlertChannelChange = Shape<'ChangeAlertChannel'>;
/** With what a webhook is signed by, which is shown once. */
export type NewAlertChannel = Shape<'AlertChannelSecret'>;
export type HeldStep = Shape<'HeldStep'>;
export type Task = Shape<'Task'>;
export type TaskDetail = Shape<'TaskDetail'>;
export type TaskAnswer = Shape<'AnswerToken'>;
export type Queue = Shape<'Queue'>;
export type QueuePage = Shape<'QueuePage'>;
export type WorkspacePause = Shape<'WorkspacePause'>;
export type ScheduleState = Shape<'ScheduleState'>;
export type StepDecision = Shape<'DecideStep'>;
export type StartedRun = Shape<'StartedRun'>;
export type DraftTest = Shape<'TestDraft'>;
/** A pin or a mock of a step. */
export type Sample = Shape<'Sample'>;
export type KeptSample = Shape<'KeptSample'>;
export type SampleForm = Shape<'KeepSample'>;
/** A call of a test address. */
export type Capture = Shape<'Capture'>;
export type WorkflowEvent = Shape<'WorkflowEvent'>;
export type Step = Shape<'Step'>;
export type HttpExchange = Shape<'HttpExchange'>;
export type RunEvent = Shape<'RunEvent'>;
/** A connector as the catalogue and the canvas show it. */
export type ConnectorDescription = Shape<'Connector'>;
export type ConnectorDetail = Shape<'ConnectorDetail'>;
/** As the list has them: without their schemas where these are large. */
export type ListedAction = ConnectorDescription['actions'][number];
export type ConnectorAction = ConnectorDetail['actions'][number];
export type ConnectorTrigger = ConnectorDetail['triggers'][number];
/** How a connector's trigger of a live version fares. */
export type ConnectorTriggerState = Shape<'ConnectorTrigger'>;
export type ConnectorVersion = Shape<'ConnectorVersion'>;
export type VersionChange = ConnectorVersion['changes'][number];
export type ConnectorUser = Shape<'ConnectorUsers'>['items'][number];
export type ConnectorMigration = Shape<'ConnectorMigration'>;
export type MigratedWorkflow = ConnectorMigration['workflows'][number];
export type ConnectorSample = Shape<'ConnectorSamples'>['items'][number];
export type OptionList = Shape<'OptionList'>;
export type PublisherKey = Shape<'PublisherKey'>;
export type PublisherKeyForm = Shape<'AddPublisherKey'>;
export type AddedPiece = Shape<'AddedPiece'>;
export type PiecePreview = Shape<'PiecePreview'>;
export type ConnectorPreview = Shape<'ConnectorPreview'>;
export type PublishedConnector = Shape<'PublishedConnector'>;
export type OpenApiInspection = Shape<'OpenApiInspection'>;
export type ImportedConnector = Shape<'ImportedConnector'>;
export type TriedAction = Shape<'TriedAction'>;
export type Connection = Shape<'Connection'>;
export type ConnectionDetail = Shape<'ConnectionDetail'>;
export type ConnectionForm = Shape<'CreateConnection'>;
export type FieldReplacement = Shape<'ReplaceConnectionFields'>;
export type OAuthStart = Shape<'StartOAuth'>;
export type StartedOAuth = Shape<'StartedOAuth'>;
export type OAuthSignIn = Shape<'OAuthSignIn'>;
export type OAuthClient = Shape<'OAuthClient'>;
export type OAuthClientForm = Shape<'SaveOAuthClient'>;
export type OAuthClientCheck = Shape<'OAuthClientCheck'>;
export type Finding = Shape<'Finding'>;
/** An `application/problem+json` body. */
export type Problem = Shape<'Problem'>;
