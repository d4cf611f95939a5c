/** Code -> whose fault. All of them are one sentence that a person can act on. */
export const EMBEDDED_POSTGRES_ERRORS = {
  'embedded.platform_unsupported': 'system',
  'embedded.directory_held': 'caller',
  'embedded.disk_full': 'system',
  'embedded.version_changed': 'system',
  'embedded.user_missing': 'system',
  'embedded.start_failed': 'system',
} as const;
export type EmbeddedPostgresErrorCode = keyof typeof EMBEDDED_POSTGRES_ERRORS;

/** Why the embedded database does not run. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
  }
}
