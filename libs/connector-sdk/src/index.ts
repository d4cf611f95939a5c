export { t } from './schema.ts';

export type { Static, TSchema } from 'typebox';
export {
  action,
  DEFAULT_PAGE_LIMIT,
  httpAction,
  MAX_PAGE_LIMIT,
  type Action,
  type ActionDefinition,
  type CodeAction,
  type Compensation,
  type Effects,
  type HttpAction,
  type HttpActionDefinition,
  type Idempotency,
  type PausingActionDefinition,
} from './action.ts';
export {
  auth,
  type Account,
  type ApiKeyAuth,
  type Auth,
  type AuthTest,
  type BasicAuth,
  type BearerAuth,
  type CustomAuth,
  type Exchanged,
  type NoAuth,
  type OAuth2Auth,
} from './auth.ts';
export {
  defineConnector,
  errorPrefixOf,
  type Connector,
  type ConnectorDefinition,
  type OptionList,
  type OptionRequest,
  type OptionSource,
  type Permissions,
  type RateLimit,
  type SchemaSource,
  type Table,
} from './connector.ts';
export type {
  ActionContext,
  CallContext,
  Files,
  PausingContext,
  PollContext,
  ReadContext,
  TriggerContext,
} from './context.ts';
export { MAX_STORE_KEY_CHARACTERS, MAX_STORE_KEYS, MAX_STORE_VALUE_BYTES, type Store } from './store.ts';
export { createHttp } from './create-http.ts';
export { FatalError, PauseError, RetryableError, type FailureOptions } from './failures.ts';
export type {
  FileReference,
  Http,
  HttpCall,
  HttpRequest,
  HttpResponse,
  InlineFile,
  MultipartPart,
  RequestBody,
  RequestOptions,
  ResponseCookie,
  ResponseForm,
} from './http.ts';
export type {
  FieldRule,
  HttpErrorRule,
  HttpTemplate,
  Incremental,
  Pagination,
  ParameterRule,
  ResponseRules,
  Template,
} from './http-template.ts';
export type { JsonObject, JsonValue } from './json.ts';
export type { ConnectOptions, Net, NetConnection } from './net.ts';
export { MAX_PAUSE_STATE_BYTES, type CallbackRequest, type Pause, type PauseRequest, type Resumed } from './pause.ts';
export { receiveDelivery } from './receive-delivery.ts';
export {
  httpPolling,
  pollingTrigger,
  streamTrigger,
  webhookTrigger,
  type DeliveredRequest,
  type HandshakeAnswer,
  type PollingTrigger,
  type RemoteSubscription,
  type StreamTrigger,
  type Subscription,
  type Trigger,
  type TriggerItem,
  type Verification,
  type WebhookTrigger,
} from './trigger.ts';
