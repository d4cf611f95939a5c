import type { JsonObject } from '@millrace/machine';

/** Code -> whose fault. `caller`: somebody asked for the impossible. `system`: this installation is in trouble. */
export const RUNTIME_ERRORS = {
  'run.not_found': 'caller',
  'run.step_not_found': 'caller',
  'run.payload_not_found': 'caller',
  'run.already_ended': 'caller',
  'run.input_invalid': 'caller',
  'run.not_ended': 'caller',
  'run.is_test': 'caller',
  'run.nothing_to_retry': 'caller',
  'run.partly_undone': 'caller',
  'run.ended_on_purpose': 'caller',
  'run.position_unknown': 'caller',
  'run.payloads_gone': 'caller',
  'run.step_not_finished': 'caller',
  'run.input_without_step': 'caller',
  'run.result_without_task': 'caller',
  'workflow.not_found': 'caller',
  'workflow.name_taken': 'caller',
  'workflow.draft_changed': 'caller',
  'workflow.version_not_found': 'caller',
  'workflow.not_published': 'caller',
  'workflow.hook_taken': 'caller',
  'rollout.nothing_live': 'caller',
  'rollout.candidate_live': 'caller',
  'rollout.version_unknown': 'caller',
  'rollout.ended': 'caller',
  'error_group.not_found': 'caller',
  'error_group.version_unknown': 'caller',
  'dead_letter.not_found': 'caller',
  'dead_letter.not_open': 'caller',
  'dead_letter.failed_again': 'caller',
  'dead_letter.not_now': 'caller',
  'dead_letter.body_gone': 'caller',
  'dead_letter.data_invalid': 'caller',
  'bulk.not_found': 'caller',
  'bulk.empty': 'caller',
  'bulk.too_many': 'caller',
  'bulk.ended': 'caller',
  'bulk.run_retried': 'caller',
  'baseline.not_found': 'caller',
  'baseline.too_many': 'caller',
  'board.not_found': 'caller',
  'board.name_taken': 'caller',
  'board.too_many': 'caller',
  'board.changed': 'caller',
  'metrics.range_invalid': 'caller',
  'metrics.scope_invalid': 'caller',
  'alert.not_found': 'caller',
  'alert.rule_not_found': 'caller',
  'alert.channel_not_found': 'caller',
  'alert.channel_name_taken': 'caller',
  'alert.channel_changed': 'caller',
  'alert.too_many': 'caller',
  'workspace.quota_reached': 'caller',
  'workspace.not_found': 'caller',
  'workspace.slug_taken': 'caller',
  'workspace.limit_reached': 'caller',
  'hook.not_found': 'caller',
  'trigger.key_invalid': 'caller',
  'idempotency.reused': 'caller',
  'auth.owner_exists': 'caller',
  'intake.saturated': 'caller',
  'intake.backlog_full': 'caller',
  'task_token.not_found': 'caller',
  'task_token.already_answered': 'caller',
  'task_token.expired': 'caller',
  'task_token.answer_invalid': 'caller',
  'list.cursor_invalid': 'caller',
  'runs.view_not_found': 'caller',
  'runs.view_name_taken': 'caller',
  'runs.view_limit_reached': 'caller',
  'file.not_found': 'caller',
  'file.too_large': 'caller',
  'store.unavailable': 'system',
  'store.disk_low': 'system',
  'store.migration_changed': 'system',
  'store.schema_newer': 'system',
} as const;
export type RuntimeErrorCode = keyof typeof RUNTIME_ERRORS;

/** An error with a stable code, a sentence for people, and its cause. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
  readonly code: RuntimeErrorCode;
  readonly detail: JsonObject;

  constructor(code: RuntimeErrorCode, message: string, options: { cause?: unknown; detail?: JsonObject } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail ?? {};
  }

  /** Whether this installation is in trouble, rather than that somebody asked for the impossible. */
  get isSystemFault(): boolean {
    return RUNTIME_ERRORS[this.code] === 'system';
  }
}

/** Whether whatever was thrown says that this installation is in trouble. By its code: errors cross processes. */
export function isSystemFault(thrown: unknown): boolean {
  const { code } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { readonly code?: unknown };
  return (
    typeof code === 'string' &&
    Object.hasOwn(RUNTIME_ERRORS, code) &&
    RUNTIME_ERRORS[code as RuntimeErrorCode] === 'system'
  );
}
