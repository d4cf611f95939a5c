export { readPackage, type ConnectorPackage } from './read-package.ts';
export { testConnector } from './test-connector.ts';
