export {
  ConnectorHost,
  createConnectorHost,
  type ActionCall,
  type ActionOutcome,
  type ConnectorHostOptions,
  type HostFiles,
} from './connector-host.ts';
