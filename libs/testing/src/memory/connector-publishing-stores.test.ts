import { testConnectorMigrationStore } from '../suites/connector-migration-store.suite.ts';
import { testConnectorSampleStore } from '../suites/connector-sample-store.suite.ts';
import { testPublisherKeyStore } from '../suites/publisher-key-store.suite.ts';
import { MemoryConnectorMigrationStore } from './connector-migration-store.ts';
import { MemoryConnectorSampleStore } from './connector-sample-store.ts';
import { MemoryPublisherKeyStore } from './publisher-key-store.ts';

const clock = { nowMs: () => 1_700_000_000_000 };
const workspaces = { workspaceId: 'one', otherWorkspaceId: 'other' };
const teardown = (): Promise<void> => Promise.resolve();

describe('keys', () => {
  const setup = () => Promise.resolve({ keys: new MemoryPublisherKeyStore(clock), ...workspaces });
  testPublisherKeyStore({ setup, teardown });
});
describe('samples', () => {
  const setup = () => Promise.resolve({ samples: new MemoryConnectorSampleStore(clock), ...workspaces });
  testConnectorSampleStore({ setup, teardown });
});
describe('migrations', () => {
  const setup = () => Promise.resolve({ migrations: new MemoryConnectorMigrationStore(clock), ...workspaces });
  testConnectorMigrationStore({ setup, teardown });
});
