export { aMachine, aRetry, MachineBuilder } from './builders/machine.ts';
export { aCheckpoint, aRun, aStep, keyed, type RunOrigin } from './builders/run.ts';
export { aWorkflow } from './builders/workflow.ts';
export { aGate, intercept, watch, withFaults, type Fault, type Gate, type PortCall } from './intercept.ts';
export { startMailServer, type MailServer, type ReceivedMail } from './mail-server.ts';
export { MemoryConnectionStore } from './memory/connection-store.ts';
export { MemoryConnectionTokenStore } from './memory/connection-token-store.ts';
export { MemoryConnectorRegistryStore } from './memory/connector-registry-store.ts';
export { MemoryConnectorMigrationStore } from './memory/connector-migration-store.ts';
export { MemoryConnectorSampleStore } from './memory/connector-sample-store.ts';
export { MemoryStepSchemaStore } from './memory/step-schema-store.ts';
export { MemoryPublisherKeyStore } from './memory/publisher-key-store.ts';
export { MemoryInstanceStore } from './memory/instance-store.ts';
export { MemoryRateBudgetStore } from './memory/rate-budget-store.ts';
export { MemoryDispatcher, WakeMedium } from './memory/dispatcher.ts';
export { MemoryFileStore } from './memory/file-store.ts';
export { MemoryIdentityStore } from './memory/identity-store.ts';
export { MemoryMetricReader, type MeasuredCall, type MeasuredQueue, type MeasuredRun } from './memory/metric-reader.ts';
export { MemoryOAuthClientStore } from './memory/oauth-client-store.ts';
export { MemoryOAuthStateStore } from './memory/oauth-state-store.ts';
export { MemoryRunStore } from './memory/run-store.ts';
export { createMemoryStores, type MemoryStores } from './memory/stores.ts';
export { MemoryWorkflowStore } from './memory/workflow-store.ts';
export { MemorySandbox } from './memory/sandbox.ts';
export { MortalProcess } from './mortal.ts';
export { createTestDatabase, type TestDatabase } from './postgres.ts';
export { findFreePort } from './processes/free-port.ts';
export { SOURCE_FLAGS, sourceProgram } from './processes/source-program.ts';
export { findTestRedis } from './redis.ts';
export {
  HeldAction,
  paused,
  returned,
  ScriptedConnectors,
  threw,
  type ScriptedAction,
  type ScriptedRun,
} from './scripted-connectors.ts';
export { nextTurn, until } from './until.ts';
export { VirtualClock } from './virtual-clock.ts';
export { startWebReceiver, type ReceivedCall, type WebReceiver } from './web-receiver.ts';
