/** What `app.module.ts` provides for connections. */
export const CONNECTION_STORE = Symbol('ConnectionStore');
/** Which workflows name a connection. */
export const CONNECTION_USERS = Symbol('ConnectionUsers');
/** Tests a connection, lists options: calls of connectors that no run makes. */
export const CONNECTOR_READS = Symbol('ConnectorReads');
/** People at services, signing in. */
export const OAUTH_STATE_STORE = Symbol('OAuthStateStore');
