import type { JsonObject } from '@millrace/machine';

/** Code -> whose fault. `caller`: somebody asked for the impossible. `system`: this installation is in trouble. */
export const RUNTIME_ERRORS = {
  'run.not_found': 'caller',
  'run.already_ended': 'caller',
  'run.input_invalid': 'caller',
  'workflow.not_found': 'caller',
  'workflow.name_taken': 'caller',
  'workflow.draft_changed': 'caller',
  'workflow.version_not_found': 'caller',
  'workflow.not_published': 'caller',
  'workflow.hook_taken': 'caller',
  'rollout.nothing_live': 'caller',
  'rollout.candidate_live': 'caller',
  'rollout.version_unknown': 'caller',
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
  'list.cursor_invalid': 'caller',
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
