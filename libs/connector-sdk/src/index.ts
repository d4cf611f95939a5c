export { t } from './schema.ts';

export type { Static, TSchema } from 'typebox';
export { action, defineConnector, type Action, type AnyAction, type Connector, type Idempotency } from './connector.ts';
export type {
  ActionContext,
  FileReference,
  HttpRequest,
  HttpResponse,
  InlineFile,
  MultipartPart,
  RequestBody,
  ResponseCookie,
} from './context.ts';
export { FatalError, PauseError, RetryableError, type FailureOptions } from './failures.ts';
export type { JsonObject, JsonValue } from './json.ts';
