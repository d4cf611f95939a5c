export { testClock } from './suites/clock.suite.ts';
export { testConnectionStore, type ConnectionStoreSubject } from './suites/connection-store.suite.ts';
export { testDispatcher, type DispatcherSubject } from './suites/dispatcher.suite.ts';
export { testFileStore, type FileStoreSubject } from './suites/file-store.suite.ts';
export { testIdentityStore, type IdentityStoreSubject } from './suites/identity-store.suite.ts';
export { testIds } from './suites/ids.suite.ts';
export { testRunStore, type RunStoreSubject } from './suites/run-store.suite.ts';
export { testWorkflowStore, type WorkflowStoreSubject } from './suites/workflow-store.suite.ts';
