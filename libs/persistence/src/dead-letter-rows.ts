import {
  RuntimeError,
  type DeadLetter,
  type DeadLetterDetail,
  type DeadLetterGroup,
  type DeadLetterSource,
  type DeadLetterStage,
  type DeadLetterState,
  type LetterEnvelope,
} from '@millrace/runtime';
import { isUuid } from './uuid.ts';

export interface DeadLetterRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly source: DeadLetterSource;
  readonly source_ref: string;
  readonly stage: DeadLetterStage;
  readonly workflow_id: string | null;
  readonly workflow_name: string | null;
  readonly bytes: number | null;
  readonly content_type: string | null;
  readonly error_code: string;
  readonly message: string;
  readonly fingerprint: string;
  readonly answered: number | null;
  readonly attempts: number;
  readonly occurrences: number;
  readonly unkept: number;
  readonly first_failed_at: Date;
  readonly last_failed_at: Date;
  readonly state: DeadLetterState;
  readonly is_edited: boolean;
  readonly redrives: number;
  readonly new_run_id: string | null;
  readonly reason: string | null;
  readonly changed_by: string | null;
  readonly changed_at: Date | null;
  /** Of a list: when it failed last, in microseconds. */
  readonly place?: string;
}
export interface DeadLetterDetailRow extends DeadLetterRow {
  readonly body: Buffer | null;
  readonly headers: string | null;
  readonly envelope: string | null;
  readonly edited: string | null;
  readonly stack: string | null;
}
export interface DeadLetterGroupRow {
  readonly fingerprint: string;
  readonly source: DeadLetterSource;
  readonly stage: DeadLetterStage;
  readonly error_code: string;
  readonly message: string;
  readonly sample_id: string;
  readonly workflow_id: string | null;
  readonly workflow_name: string | null;
  readonly letters: number;
  readonly open: number;
  readonly first_failed_at: Date;
  readonly last_failed_at: Date;
  readonly place: string;
}

/** Of `dead_letter d` and its `workflow`. */
export const LETTER_COLUMNS = `d.id, d.workspace_id, d.source, d.source_ref, d.stage, d.workflow_id, workflow.name as workflow_name,
  octet_length(d.body) as bytes, d.content_type, d.error_code, d.message, d.fingerprint, d.answered, d.attempts, d.occurrences,
  d.unkept, d.first_failed_at, d.last_failed_at, d.state, d.edited is not null as is_edited, d.redrives, d.new_run_id, d.reason,
  d.changed_by, d.changed_at`;
export const LETTER_DETAIL_COLUMNS = `${LETTER_COLUMNS}, d.body, d.headers, d.envelope, d.edited, d.stack`;
export const MICROSECONDS = `(extract(epoch from d.last_failed_at) * 1000000)::bigint::text`;

export function toDeadLetter(row: DeadLetterRow): DeadLetter {
  return {
    ...{ id: row.id, workspaceId: row.workspace_id, source: row.source, sourceRef: row.source_ref, stage: row.stage },
    ...workflowOf(row),
    ...{ errorCode: row.error_code, message: row.message, fingerprint: row.fingerprint },
    ...{ attempts: row.attempts, occurrences: row.occurrences, unkept: row.unkept },
    ...{ firstFailedAtMs: row.first_failed_at.getTime(), lastFailedAtMs: row.last_failed_at.getTime() },
    ...{ state: row.state, isEdited: row.is_edited, redrives: row.redrives },
    ...(row.answered === null ? {} : { answered: row.answered }),
    ...(row.content_type === null ? {} : { contentType: row.content_type }),
    ...(row.bytes === null ? {} : { bytes: row.bytes }),
    ...(row.new_run_id === null ? {} : { newRunId: row.new_run_id }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.changed_by === null ? {} : { changedBy: row.changed_by }),
    ...(row.changed_at === null ? {} : { changedAtMs: row.changed_at.getTime() }),
  };
}

export function toDeadLetterDetail(row: DeadLetterDetailRow): DeadLetterDetail {
  return {
    ...toDeadLetter(row),
    ...(row.body === null ? {} : { body: row.body }),
    ...(row.headers === null ? {} : { headers: JSON.parse(row.headers) as Readonly<Record<string, string>> }),
    ...(row.envelope === null ? {} : { envelope: JSON.parse(row.envelope) as LetterEnvelope }),
    ...(row.edited === null ? {} : { edited: row.edited }),
    ...(row.stack === null ? {} : { stack: row.stack }),
  };
}

export function toDeadLetterGroup(row: DeadLetterGroupRow): DeadLetterGroup {
  return {
    ...{ fingerprint: row.fingerprint, source: row.source, stage: row.stage, errorCode: row.error_code },
    ...{ message: row.message, sampleId: row.sample_id, count: row.letters, open: row.open },
    ...workflowOf(row),
    ...{ firstFailedAtMs: row.first_failed_at.getTime(), lastFailedAtMs: row.last_failed_at.getTime() },
  };
}

function workflowOf({ workflow_id: id, workflow_name: name }: Pick<DeadLetterRow, 'workflow_id' | 'workflow_name'>): {
  readonly workflow?: NonNullable<DeadLetter['workflow']>;
} {
  return id === null || name === null ? {} : { workflow: { id, name } };
}

/** Where a page ends: when that one failed last, and its name. */
export function letterCursor(place: string, name: string): string {
  return Buffer.from(JSON.stringify([place, name])).toString('base64url');
}

export function readLetterCursor(
  cursor: string,
  isName: (name: string) => boolean = isUuid,
): { readonly place: string; readonly name: string } {
  const [place, name, ...rest] = parts(cursor);
  if (
    typeof place === 'string' &&
    /^\d{1,18}$/.test(place) &&
    typeof name === 'string' &&
    isName(name) &&
    rest.length === 0
  )
    return { place, name };
  throw new RuntimeError(
    'list.cursor_invalid',
    'The cursor is none that this list has given out. Leave it away to begin anew.',
  );
}

function parts(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    // Text that is no cursor.
    return [];
  }
}
