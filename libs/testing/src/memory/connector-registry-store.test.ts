import { testConnectorApprovals } from '../suites/connector-approvals.suite.ts';
import {
  testConnectorRegistryStore,
  type ConnectorRegistryStoreSubject,
} from '../suites/connector-registry-store.suite.ts';
import { MemoryConnectorRegistryStore } from './connector-registry-store.ts';

const setup = (): Promise<ConnectorRegistryStoreSubject> =>
  Promise.resolve({
    registry: new MemoryConnectorRegistryStore({ nowMs: () => 1_700_000_000_000 }),
    workspaceId: 'one',
    otherWorkspaceId: 'other',
  });
const teardown = (): Promise<void> => Promise.resolve();

testConnectorRegistryStore({ setup, teardown });
describe('approvals', () => {
  testConnectorApprovals({ setup, teardown });
});
