import type { JsonObject } from '@millrace/machine';
import type { Finding } from './http/problem.dto.ts';

/** Code -> whose fault. What the HTTP doors and the boot of this server can answer by themselves. */
export const SERVER_ERRORS = {
  'request.json_malformed': 'caller',
  'request.json_too_deep': 'caller',
  'request.json_too_many_keys': 'caller',
  'request.too_many_uploads': 'caller',
  'request.body_too_large': 'caller',
  'request.inflated_too_large': 'caller',
  'request.media_type_unsupported': 'caller',
  'request.encoding_unsupported': 'caller',
  'request.form_too_complex': 'caller',
  'request.multipart_malformed': 'caller',
  'request.invalid': 'caller',
  'request.parameter_invalid': 'caller',
  'request.malformed': 'caller',
  'request.uri_too_long': 'caller',
  'request.headers_too_large': 'caller',
  'request.timeout': 'caller',
  'request.host_not_allowed': 'caller',
  'request.rate_limited': 'caller',
  'route.not_found': 'caller',
  'route.method_not_allowed': 'caller',
  'auth.required': 'caller',
  'auth.invalid_credentials': 'caller',
  'auth.forbidden': 'caller',
  'auth.origin_refused': 'caller',
  'auth.setup_refused': 'caller',
  'auth.too_many_attempts': 'caller',
  'api_key.not_found': 'caller',
  'connector.not_found': 'caller',
  'connector.name_reserved': 'caller',
  'connector.name_taken': 'caller',
  'connector.version_taken': 'caller',
  'connector.version_invalid': 'caller',
  'connector.schema_breaking': 'caller',
  'connector.unsigned': 'caller',
  'connector.key_unknown': 'caller',
  'connector.manifest_differs': 'caller',
  'connector.approval_needed': 'caller',
  'connector.built_in': 'caller',
  'connector.blocked': 'caller',
  'connector.sample_missing': 'caller',
  'connector.migration_same_version': 'caller',
  'connector.migration_not_found': 'caller',
  'connector.migration_objection': 'caller',
  'connector.migration_changed': 'caller',
  'connector.migration_ended': 'caller',
  'publisher_key.invalid': 'caller',
  'publisher_key.exists': 'caller',
  'publisher_key.not_found': 'caller',
  'connection.not_found': 'caller',
  'connection.name_taken': 'caller',
  'connection.changed': 'caller',
  'connection.connector_unknown': 'caller',
  'connection.kind_unknown': 'caller',
  'connection.fields_invalid': 'caller',
  'connection.test_missing': 'caller',
  'connection.in_use': 'caller',
  'oauth.client_missing': 'caller',
  'oauth.client_changed': 'caller',
  'oauth.no_client': 'caller',
  'oauth.no_sign_in': 'caller',
  'oauth.session_required': 'caller',
  'oauth.other_origin': 'caller',
  'oauth.sign_in_not_found': 'caller',
  'oauth.url_invalid': 'caller',
  'hook.signature_missing': 'caller',
  'hook.signature_invalid': 'caller',
  'hook.timestamp_out_of_range': 'caller',
  'hook.secret_missing': 'caller',
  'trigger.not_found': 'caller',
  'trigger.paused': 'caller',
  'trigger.receive_failed': 'caller',
  'form.not_found': 'caller',
  'held_step.not_found': 'caller',
  'draft.step_unknown': 'caller',
  'draft.values_missing': 'caller',
  'draft.test_too_large': 'caller',
  'sample.not_recorded': 'caller',
  'sample.result_unknown': 'caller',
  'sample.too_large': 'caller',
  'test.not_found': 'caller',
  'workspace.session_required': 'caller',
  'workspace.changed': 'caller',
  'promotion.same_workspace': 'caller',
  'promotion.connection_unknown': 'caller',
  'promotion.connection_unfit': 'caller',
  'promotion.draft_unpublished': 'caller',
  'workflow.invalid': 'caller',
  'workflow.if_match_required': 'caller',
  'board.if_match_required': 'caller',
  'run.failed': 'caller',
  'stream.too_many': 'caller',
  'internal.unexpected': 'system',
  // By plan: a restart must not alert.
  'server.stopping': 'caller',
  'server.settings_invalid': 'caller',
  'runs.query_invalid': 'caller',
  'runs.query_needs_data': 'caller',
  'server.port_taken': 'caller',
  'server.listen_failed': 'system',
  'server.database_unreachable': 'system',
  'server.data_folder_unusable': 'system',
} as const;
export type ServerErrorCode = keyof typeof SERVER_ERRORS;

export interface ServerErrorOptions {
  readonly cause?: unknown;
  /** Members added to the problem document: `limit`, `actual`, `setting`, `runId`, `position`. */
  readonly detail?: JsonObject;
  readonly findings?: readonly Finding[];
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where one code has different statuses at different doors. */
  readonly status?: number;
}

/** An error that this server reports by code, with everything its problem document needs. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly code: ServerErrorCode;
  readonly options: ServerErrorOptions;

  constructor(code: ServerErrorCode, message: string, options: ServerErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.options = options;
  }
}
