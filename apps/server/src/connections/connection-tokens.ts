/** What `app.module.ts` provides for connections. */
export const CONNECTION_STORE = Symbol('ConnectionStore');
export const VAULT = Symbol('Vault');
