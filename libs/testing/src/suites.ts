export { testAdmissionStore, type AdmissionStoreSubject } from './suites/admission-store.suite.ts';
export { testAlertStore, type AlertStoreSubject } from './suites/alert-store.suite.ts';
export { testBoardStore, type BoardStoreSubject } from './suites/board-store.suite.ts';
export { testBulkStore, type BulkStoreSubject } from './suites/bulk-store.suite.ts';
export { testClock } from './suites/clock.suite.ts';
export { testConnectorStore, type ConnectorStoreSubject } from './suites/connector-store.suite.ts';
export { testConnectionStore, type ConnectionStoreSubject } from './suites/connection-store.suite.ts';
export { testConnectionTokenStore, type ConnectionTokenStoreSubject } from './suites/connection-token-store.suite.ts';
export { testConnectorUsers, type ConnectorUsersSubject } from './suites/connector-users.suite.ts';
export { testDispatcher, type DispatcherSubject } from './suites/dispatcher.suite.ts';
export { testDraftTesting, type DraftTestingSubject } from './suites/draft-testing.suite.ts';
export { testErrorGroupStore, type ErrorGroupStoreSubject } from './suites/error-group-store.suite.ts';
export { testFileStore, type FileStoreSubject } from './suites/file-store.suite.ts';
export { testHeldStepStore, type HeldStepStoreSubject } from './suites/held-step-store.suite.ts';
export { testIdentityStore, type IdentityStoreSubject } from './suites/identity-store.suite.ts';
export { testIds } from './suites/ids.suite.ts';
export { testJournalStore, type JournalStoreSubject } from './suites/journal-store.suite.ts';
export { testMetricRecords, type MetricRecordsSubject } from './suites/metric-records.suite.ts';
export { testMetricStore, type MetricStoreSubject } from './suites/metric-store.suite.ts';
export { testOAuthStores, type OAuthStoreSubject } from './suites/oauth-store.suite.ts';
export { testRolloutStore, type RolloutStoreSubject } from './suites/rollout-store.suite.ts';
export { testRunSearch, type RunSearchSubject } from './suites/run-search.suite.ts';
export { testRunNews } from './suites/run-news.suite.ts';
export { testRunRelations } from './suites/run-relations.suite.ts';
export { testRunStore, type RunStoreSubject } from './suites/run-store.suite.ts';
export { testSandbox } from './suites/sandbox.suite.ts';
export { testScheduleStore, type ScheduleStoreSubject } from './suites/schedule-store.suite.ts';
export { testStepSchemaStore, type StepSchemaStoreSubject } from './suites/step-schema-store.suite.ts';
export { testTokenStore, type TokenStoreSubject } from './suites/token-store.suite.ts';
export { testTriggerStore, type TriggerStoreSubject } from './suites/trigger-store.suite.ts';
export { testWorkflowStore, type WorkflowStoreSubject } from './suites/workflow-store.suite.ts';
export { testWorkspaceStore, type WorkspaceStoreSubject } from './suites/workspace-store.suite.ts';
export { testConnectorApprovals } from './suites/connector-approvals.suite.ts';
export {
  testConnectorRegistryStore,
  type ConnectorRegistryStoreSubject,
} from './suites/connector-registry-store.suite.ts';
export { testInstanceStore, type InstanceStoreSubject } from './suites/instance-store.suite.ts';
export { testRateBudgetStore, type RateBudgetStoreSubject } from './suites/rate-budget-store.suite.ts';
export {
  testConnectorMigrationStore,
  type ConnectorMigrationStoreSubject,
} from './suites/connector-migration-store.suite.ts';
export { testConnectorSampleStore, type ConnectorSampleStoreSubject } from './suites/connector-sample-store.suite.ts';
export { testPublisherKeyStore, type PublisherKeyStoreSubject } from './suites/publisher-key-store.suite.ts';
