/** Code -> whose fault. All of them are one sentence that a person can act on. */
export const BACKUP_ERRORS = {
  'backup.nothing_there': 'caller',
  'backup.schema_differs': 'caller',
  'backup.target_exists': 'caller',
  'backup.disk_full': 'system',
  'backup.cannot_write': 'system',
  'backup.file_damaged': 'system',
  'backup.archive_not_found': 'caller',
  'backup.not_an_archive': 'caller',
  'backup.archive_cut': 'caller',
  'backup.archive_damaged': 'caller',
  'backup.format_unknown': 'caller',
  'backup.archive_newer': 'caller',
  'backup.target_not_empty': 'caller',
  'backup.target_in_use': 'caller',
  'backup.restore_failed': 'system',
} as const;
export type BackupErrorCode = keyof typeof BACKUP_ERRORS;

/** Why a backup was not made, or not restored. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly code: BackupErrorCode;

  constructor(code: BackupErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** Whether a disk is full: that of this process, or that of the database. */
export function isDiskFull(cause: unknown): boolean {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return code === 'ENOSPC' || code === 'EDQUOT' || code === '53100';
}
