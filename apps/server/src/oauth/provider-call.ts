import type { JsonObject, OAuth2Auth } from '@millrace/connector-sdk';

/** An operator's registration with a service. */
export interface ProviderClient {
  readonly clientId: string;
  /** Absent: a public client. */
  readonly clientSecret?: string;
}
/** A service, and as whom it is asked. */
export interface ProviderCall {
  readonly auth: OAuth2Auth;
  readonly client: ProviderClient;
  /** What is no secret of the connection: the addresses may need it. */
  readonly fields: JsonObject;
}
