import {
  type AdmissionStore,
  type AlertStore,
  type AwaitedTaskStore,
  type BoardStore,
  type BulkStore,
  type CaptureStore,
  createIds,
  systemClock,
  type ConnectionStore,
  type ConnectionTokenStore,
  type ConnectorMigrationStore,
  type ConnectorRegistryStore,
  type ConnectorSampleStore,
  type ConnectorStore,
  type ConnectorUsers,
  type ConnectionUsers,
  type DeadLetterStore,
  type DraftTestStore,
  type ErrorGroupStore,
  type HeldStepStore,
  type IdentityStore,
  type Ids,
  type InstanceStore,
  type JournalStore,
  type MetricRecords,
  type MetricStore,
  type PublisherKeyStore,
  type QueueStore,
  type OAuthClientStore,
  type OAuthStateStore,
  type RateBudgetStore,
  type RolloutStore,
  type RunSearch,
  type RunViewStore,
  type SampleStore,
  type ScheduleStore,
  type StepSchemaStore,
  type StorageStore,
  type TokenStore,
  type TriggerStore,
  type VersionHistory,
  type WorkflowMarks,
  type WorkflowStore,
  type WorkspaceStore,
} from '@millrace/runtime';
import { PostgresAdmissionStore } from './admission-store.ts';
import { PostgresAlertStore } from './alert-store.ts';
import { PostgresAwaitedTaskStore } from './awaited-task-store.ts';
import { PostgresBoardStore } from './board-store.ts';
import { PostgresBulkStore } from './bulk-store.ts';
import { PostgresCaptureStore } from './capture-store.ts';
import { PostgresConnectionStore } from './connection-store.ts';
import { PostgresConnectionTokenStore } from './connection-token-store.ts';
import { PostgresConnectionUsers } from './connection-users.ts';
import { PostgresConnectorMigrationStore } from './connector-migration-store.ts';
import { PostgresConnectorRegistryStore } from './connector-registry-store.ts';
import { PostgresConnectorSampleStore } from './connector-sample-store.ts';
import { PostgresConnectorStore } from './connector-store.ts';
import { PostgresConnectorUsers } from './connector-users.ts';
import type { Database } from './database.ts';
import { PostgresDeadLetterStore } from './dead-letter-store.ts';
import { PostgresDraftTestStore } from './draft-test-store.ts';
import { PostgresErrorGroupStore } from './error-group-store.ts';
import { PostgresHeldStepStore } from './held-step-store.ts';
import { PostgresIdentityStore } from './identity-store.ts';
import { PostgresInstanceStore } from './instance-store.ts';
import { PostgresJournalStore } from './journal-store.ts';
import { PostgresMetricRecords } from './metric-records.ts';
import { PostgresMetricStore } from './metric-store.ts';
import { nameFailures } from './name-failures.ts';
import { NotifyDispatcher } from './notify-dispatcher.ts';
import { PostgresOAuthClientStore } from './oauth-client-store.ts';
import { PostgresOAuthStateStore } from './oauth-state-store.ts';
import { PostgresPublisherKeyStore } from './publisher-key-store.ts';
import { PostgresQueueStore } from './queue-store.ts';
import { PostgresRateBudgetStore } from './rate-budget-store.ts';
import { PostgresRolloutStore } from './rollout-store.ts';
import { PostgresRunSearch } from './run-search-store.ts';
import { PostgresRunStore } from './run-store.ts';
import { PostgresRunViewStore } from './run-view-store.ts';
import { PostgresSampleStore } from './sample-store.ts';
import { PostgresScheduleStore } from './schedule-store.ts';
import { PostgresStepSchemaStore } from './step-schema-store.ts';
import { PostgresStorageStore } from './storage-store.ts';
import { PostgresTokenStore } from './token-store.ts';
import { PostgresTriggerStore } from './trigger-store.ts';
import { PostgresVersionHistory } from './version-history.ts';
import { PostgresWorkflowMarks } from './workflow-marks.ts';
import { PostgresWorkflowStore } from './workflow-store.ts';
import { PostgresWorkspaceStore } from './workspace-store.ts';

export interface Stores {
  readonly runs: PostgresRunStore;
  readonly runSearch: RunSearch;
  readonly runViews: RunViewStore;
  readonly journal: JournalStore;
  readonly tokens: TokenStore;
  readonly heldSteps: HeldStepStore;
  readonly awaitedTasks: AwaitedTaskStore;
  readonly queues: QueueStore;
  readonly metrics: MetricStore;
  readonly metricRecords: MetricRecords;
  readonly errorGroups: ErrorGroupStore;
  readonly admissions: AdmissionStore;
  readonly alerts: AlertStore;
  readonly boards: BoardStore;
  readonly bulk: BulkStore;
  readonly deadLetters: DeadLetterStore;
  readonly schedules: ScheduleStore;
  readonly stepSchemas: StepSchemaStore;
  readonly triggers: TriggerStore;
  readonly rollouts: RolloutStore;
  readonly versionHistory: VersionHistory;
  readonly workflows: WorkflowStore;
  readonly workflowMarks: WorkflowMarks;
  readonly draftTests: DraftTestStore;
  readonly samples: SampleStore;
  readonly captures: CaptureStore;
  readonly identity: IdentityStore;
  readonly instance: InstanceStore;
  readonly storage: StorageStore;
  readonly workspaces: WorkspaceStore;
  readonly connections: ConnectionStore;
  readonly connectionTokens: ConnectionTokenStore;
  readonly connectionUsers: ConnectionUsers;
  readonly oauthClients: OAuthClientStore;
  readonly oauthStates: OAuthStateStore;
  readonly rateBudgets: RateBudgetStore;
  readonly connectors: ConnectorRegistryStore;
  readonly connectorMigrations: ConnectorMigrationStore;
  readonly connectorSamples: ConnectorSampleStore;
  readonly connectorStore: ConnectorStore;
  readonly connectorUsers: ConnectorUsers;
  readonly publisherKeys: PublisherKeyStore;
  readonly dispatcher: NotifyDispatcher;
}

/** The adapters over one database. `dispatcher.open()` begins to listen; the owner closes it before the database. */
export function createStores(database: Database, ids: Ids = createIds(systemClock())): Stores {
  return {
    runs: new PostgresRunStore(database.runPool, database.leasePool),
    runSearch: new PostgresRunSearch(database.runPool),
    runViews: nameFailures(new PostgresRunViewStore(database.source)),
    journal: nameFailures(new PostgresJournalStore(database.runPool)),
    tokens: nameFailures(new PostgresTokenStore(database.runPool)),
    heldSteps: nameFailures(new PostgresHeldStepStore(database.runPool)),
    awaitedTasks: nameFailures(new PostgresAwaitedTaskStore(database.runPool)),
    queues: nameFailures(new PostgresQueueStore(database.runPool)),
    metricRecords: nameFailures(new PostgresMetricRecords(database.source)),
    metrics: nameFailures(new PostgresMetricStore(database.source)),
    errorGroups: nameFailures(new PostgresErrorGroupStore(database.source)),
    admissions: nameFailures(new PostgresAdmissionStore(database.runPool)),
    alerts: nameFailures(new PostgresAlertStore(database.runPool)),
    boards: nameFailures(new PostgresBoardStore(database.source)),
    bulk: nameFailures(new PostgresBulkStore(database.runPool)),
    deadLetters: nameFailures(new PostgresDeadLetterStore(database.runPool)),
    schedules: nameFailures(new PostgresScheduleStore(database.runPool)),
    stepSchemas: nameFailures(new PostgresStepSchemaStore(database.source)),
    triggers: nameFailures(new PostgresTriggerStore(database.runPool)),
    rollouts: nameFailures(new PostgresRolloutStore(database.source, ids)),
    versionHistory: nameFailures(new PostgresVersionHistory(database.source)),
    workflows: nameFailures(new PostgresWorkflowStore(database.source, ids)),
    workflowMarks: nameFailures(new PostgresWorkflowMarks(database.source)),
    draftTests: nameFailures(new PostgresDraftTestStore(database, ids)),
    samples: nameFailures(new PostgresSampleStore(database.source)),
    captures: nameFailures(new PostgresCaptureStore(database.source)),
    identity: nameFailures(new PostgresIdentityStore(database.source, ids)),
    instance: nameFailures(new PostgresInstanceStore(database.source)),
    storage: nameFailures(new PostgresStorageStore(database.runPool)),
    workspaces: nameFailures(new PostgresWorkspaceStore(database.source, ids)),
    connections: nameFailures(new PostgresConnectionStore(database.source)),
    connectionTokens: nameFailures(new PostgresConnectionTokenStore(database.source)),
    connectionUsers: nameFailures(new PostgresConnectionUsers(database.source)),
    oauthClients: nameFailures(new PostgresOAuthClientStore(database.source)),
    oauthStates: nameFailures(new PostgresOAuthStateStore(database.source)),
    connectors: nameFailures(new PostgresConnectorRegistryStore(database.source)),
    connectorMigrations: nameFailures(new PostgresConnectorMigrationStore(database.source)),
    connectorSamples: nameFailures(new PostgresConnectorSampleStore(database.source)),
    connectorStore: nameFailures(new PostgresConnectorStore(database.runPool)),
    connectorUsers: nameFailures(new PostgresConnectorUsers(database.source)),
    publisherKeys: nameFailures(new PostgresPublisherKeyStore(database.source)),
    rateBudgets: nameFailures(new PostgresRateBudgetStore(database.runPool)),
    dispatcher: new NotifyDispatcher(database.url),
  };
}
