export { BACKUP_ERRORS, BackupError, type BackupErrorCode } from './backup/backup-errors.ts';
export type { BackupManifest } from './backup/manifest.ts';
export { verifyArchive } from './backup/read-archive.ts';
export { restoreBackup } from './backup/restore-backup.ts';
export { writeBackup, type WrittenBackup } from './backup/write-backup.ts';
