/** What `app.module.ts` provides for connections. */
export const CONNECTION_STORE = Symbol('ConnectionStore');
/** Tests a connection, lists options: calls of connectors that no run makes. */
export const CONNECTOR_READS = Symbol('ConnectorReads');
