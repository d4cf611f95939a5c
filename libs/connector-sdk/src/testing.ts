// What tests of connectors import.
export { checkConnector } from './testing/check-connector.ts';
export { ConnectorTestError, registerTests, type ConnectorTest } from './testing/connector-test.ts';
export type { ApiDescription } from './testing/fake/api-description.ts';
export {
  fakeApi,
  type FakeApi,
  type FakeDefinition,
  type FakeRoute,
  type FakeService,
} from './testing/fake/fake-api.ts';
export type { FakeConnection, FakeSocket } from './testing/fake/fake-socket.ts';
export type { FakeHook, FakeHooks } from './testing/fake/fake-hooks.ts';
export { cutPage, linkToPage, type FakePage } from './testing/fake/fake-pages.ts';
export type { FakeAnswer, FakeRequest } from './testing/fake/fake-request.ts';
export { harness, type Harness, type HarnessOptions } from './testing/harness.ts';
export { TestClock } from './testing/platform/test-clock.ts';
export type { TestConnection } from './testing/platform/test-connection.ts';
export type { PausedOutcome, TestActionOutcome, TestOutcome } from './testing/platform/test-outcome.ts';
export { readPackage, type ConnectorPackage } from './testing/read-package.ts';
export type {
  ActionCase,
  OptionsCase,
  PollingCase,
  StreamCase,
  TestCase,
  TestDelivery,
  WebhookCase,
} from './testing/test-case.ts';
export { testConnector, type TestOptions } from './testing/test-connector.ts';
export type { Fault } from './testing/wire/faults.ts';
