/** What `app.module.ts` provides for the registry of connectors. */
export const CONNECTOR_REGISTRY = Symbol('ConnectorRegistryStore');
export const CONNECTOR_USERS = Symbol('ConnectorUsers');
export const CONNECTOR_MIGRATIONS = Symbol('ConnectorMigrationStore');
export const CONNECTOR_SAMPLES = Symbol('ConnectorSampleStore');
export const PUBLISHER_KEYS = Symbol('PublisherKeyStore');
/** Calls of actions that no run makes: trying one out. */
export const CONNECTOR_CALLS = Symbol('ConnectorCalls');
