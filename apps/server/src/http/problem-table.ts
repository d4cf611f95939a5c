import type { RuntimeErrorCode } from '@millrace/runtime';
import type { SecurityErrorCode } from '@millrace/security';
import type { ServerErrorCode } from '../errors.ts';

export type ProblemCode = RuntimeErrorCode | SecurityErrorCode | ServerErrorCode;
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

const kind = (status: number, title: string): ProblemKind => ({ status, title });

/** Code -> status and title of its problem document: every code that can reach the HTTP layer. */
export const PROBLEM_KINDS: Readonly<Record<ProblemCode, ProblemKind>> = {
  'request.json_malformed': kind(400, 'Malformed JSON'),
  'request.json_too_deep': kind(400, 'JSON too deep'),
  'request.json_too_many_keys': kind(400, 'Too many JSON members'),
  'request.form_too_complex': kind(400, 'Form too complex'),
  'request.multipart_malformed': kind(400, 'Malformed multipart body'),
  'request.body_too_large': kind(413, 'Body too large'),
  'request.inflated_too_large': kind(413, 'Body inflates too much'),
  'request.media_type_unsupported': kind(415, 'Unsupported content type'),
  'request.encoding_unsupported': kind(415, 'Unsupported content encoding'),
  'request.invalid': kind(422, 'Invalid request body'),
  'request.parameter_invalid': kind(400, 'Invalid parameter'),
  'request.malformed': kind(400, 'Malformed request'),
  'request.uri_too_long': kind(414, 'URL too long'),
  'request.headers_too_large': kind(431, 'Headers too large'),
  'request.timeout': kind(408, 'Too slow'),
  'request.host_not_allowed': kind(421, 'Unknown host'),
  'request.rate_limited': kind(429, 'Too many calls'),
  'route.not_found': kind(404, 'No such page'),
  'route.method_not_allowed': kind(405, 'Method not allowed'),
  'auth.required': kind(401, 'Sign in first'),
  'auth.invalid_credentials': kind(401, 'Wrong e-mail address or password'),
  'auth.forbidden': kind(403, 'Not allowed'),
  'auth.origin_refused': kind(403, 'Asked for by another site'),
  'auth.setup_refused': kind(403, 'Set-up is not open to you'),
  'auth.owner_exists': kind(409, 'The owner exists already'),
  'auth.too_many_attempts': kind(429, 'Too many attempts'),
  'api_key.not_found': kind(404, 'No such API key'),
  'connection.not_found': kind(404, 'No such connection'),
  'connection.name_taken': kind(409, 'Name taken'),
  'connection.changed': kind(409, 'The connection has changed'),
  'workspace.quota_reached': kind(409, 'The workspace is full'),
  'workflow.not_found': kind(404, 'No such workflow'),
  'workflow.name_taken': kind(409, 'Name taken'),
  'workflow.draft_changed': kind(412, 'The draft has changed'),
  'workflow.if_match_required': kind(428, 'If-Match required'),
  'workflow.version_not_found': kind(404, 'No such version'),
  'workflow.not_published': kind(409, 'Not published'),
  'workflow.hook_taken': kind(409, 'Webhook path taken'),
  'workflow.invalid': kind(422, 'Invalid workflow'),
  'run.not_found': kind(404, 'No such run'),
  'run.already_ended': kind(409, 'The run has ended'),
  'run.input_invalid': kind(422, 'The input does not fit'),
  'run.failed': kind(502, 'The run failed'),
  'hook.not_found': kind(404, 'No such webhook'),
  'hook.signature_missing': kind(401, 'Signature missing'),
  'hook.signature_invalid': kind(401, 'Invalid signature'),
  'hook.timestamp_out_of_range': kind(401, 'Signature out of its time'),
  'hook.secret_missing': kind(503, 'The webhook has no secret'),
  'form.not_found': kind(404, 'No such form'),
  'task_token.not_found': kind(404, 'No such task'),
  'task_token.already_answered': kind(409, 'Answered already'),
  'task_token.expired': kind(410, 'Too late'),
  'trigger.key_invalid': kind(400, 'Invalid key'),
  'idempotency.reused': kind(422, 'Idempotency key used for another input'),
  'intake.saturated': kind(429, 'Too busy'),
  'intake.backlog_full': kind(429, 'Too many runs are waiting'),
  'stream.too_many': kind(429, 'Too many streams'),
  'list.cursor_invalid': kind(400, 'Invalid cursor'),
  'file.not_found': kind(404, 'No such file'),
  'file.too_large': kind(413, 'File too large'),
  'store.unavailable': kind(503, 'The database is not available'),
  'store.disk_low': kind(503, 'Disk space is low'),
  'store.migration_changed': kind(500, 'A migration was changed'),
  'store.schema_newer': kind(500, 'The database is newer than this server'),
  'outbound.address_blocked': kind(403, 'Closed network'),
  'outbound.host_not_found': kind(502, 'Unknown host'),
  'outbound.scheme_blocked': kind(400, 'Scheme not allowed'),
  'outbound.url_invalid': kind(400, 'Invalid URL'),
  'outbound.header_invalid': kind(400, 'Invalid header'),
  'outbound.own_service': kind(403, 'This installation itself'),
  'vault.too_large': kind(422, 'Secret too large'),
  'vault.no_key': kind(503, 'No encryption key'),
  'vault.key_invalid': kind(500, 'Invalid encryption key'),
  'vault.key_mismatch': kind(500, 'Wrong encryption key'),
  'vault.cannot_decrypt': kind(500, 'A secret cannot be decrypted'),
  'internal.unexpected': kind(500, 'Unexpected error'),
  'server.stopping': kind(503, 'The server is stopping'),
  'server.settings_invalid': kind(500, 'Invalid settings'),
  'server.port_taken': kind(500, 'Port taken'),
  'server.listen_failed': kind(500, 'Cannot listen'),
  'server.database_unreachable': kind(503, 'The database is not available'),
  'server.data_folder_unusable': kind(500, 'The data folder is not usable'),
};

/** The page that explains a code; served by this server from docs/errors. */
export function problemTypeOf(code: ProblemCode): string {
  return `/errors/${code.slice(0, code.indexOf('.'))}#${code}`;
}
