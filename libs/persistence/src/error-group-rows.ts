import { RuntimeError, type ErrorGroup, type ErrorGroupState } from '@millrace/runtime';
import { storable } from './storable.ts';

export interface ErrorGroupRow {
  readonly workspace_id: string;
  readonly fingerprint: string;
  readonly workflow_id: string;
  readonly workflow_name: string;
  readonly state_path: string;
  readonly resource: string | null;
  readonly error: string;
  readonly normalised_cause: string;
  readonly sample_cause: string;
  readonly sample_run_id: string;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
  readonly seen_count: number;
  readonly newest_version: number | null;
  readonly state: ErrorGroupState;
  readonly resolved_in: number | null;
  readonly ignored_until: Date | null;
  readonly ignored_for: number | null;
  readonly is_regressed: boolean;
  readonly assignee: string | null;
  readonly changed_at: Date | null;
  readonly changed_by: string | null;
  /** Of a list: what it is in order of, exactly. */
  readonly place?: string;
}

/** As people see it: see `shownState`. */
export const SHOWN_STATE = `case when g.state = 'ignored' and g.ignored_until <= now() then 'open' else g.state end`;
export const GROUP_COLUMNS = `g.workspace_id, g.fingerprint, g.workflow_id, workflow.name as workflow_name, g.state_path, g.resource, g.error,
  g.normalised_cause, g.sample_cause, g.sample_run_id, g.first_seen_at, g.last_seen_at, g.seen_count::double precision as seen_count,
  g.newest_version, ${SHOWN_STATE} as state, g.resolved_in, g.ignored_until, g.ignored_for, g.is_regressed, g.assignee,
  g.changed_at, g.changed_by`;

export function toErrorGroup(row: ErrorGroupRow): ErrorGroup {
  const isIgnored = row.state === 'ignored';
  return {
    ...{ workspaceId: row.workspace_id, fingerprint: row.fingerprint },
    ...{ workflowId: row.workflow_id, workflowName: row.workflow_name },
    ...{ statePath: row.state_path, error: row.error, normalisedCause: row.normalised_cause },
    ...{ sampleRunId: row.sample_run_id, sampleCause: row.sample_cause, count: row.seen_count },
    ...{ firstSeenMs: row.first_seen_at.getTime(), lastSeenMs: row.last_seen_at.getTime() },
    ...{ state: row.state, isRegressed: row.is_regressed },
    ...(row.resource === null ? {} : { resource: row.resource }),
    ...(row.newest_version === null ? {} : { newestVersion: row.newest_version }),
    ...(row.resolved_in === null ? {} : { resolvedIn: row.resolved_in }),
    ...(isIgnored && row.ignored_until !== null ? { ignoredUntilMs: row.ignored_until.getTime() } : {}),
    ...(isIgnored && row.ignored_for !== null ? { ignoredFor: row.ignored_for } : {}),
    ...(row.assignee === null ? {} : { assignee: row.assignee }),
    ...(row.changed_at === null ? {} : { changedAtMs: row.changed_at.getTime() }),
    ...(row.changed_by === null ? {} : { changedBy: row.changed_by }),
  };
}

export type ListOrder = 'newest' | 'frequent';
/** A group's place in a list: what the list is in order of, and the fingerprint. */
export interface GroupPlace {
  readonly place: string;
  readonly fingerprint: string;
}

export function cursorOf(order: ListOrder, { place = '', fingerprint }: ErrorGroupRow): string {
  return Buffer.from(JSON.stringify([order, place, fingerprint])).toString('base64url');
}

export function placeOf(order: ListOrder, cursor: string): GroupPlace {
  const parsed = readJson(Buffer.from(cursor, 'base64url').toString());
  if (Array.isArray(parsed) && parsed.length === 3 && parsed[0] === order) {
    const [, place, fingerprint] = parsed as readonly unknown[];
    const isPlace = typeof place === 'string' && /^\d{1,18}$/.test(place);
    if (isPlace && typeof fingerprint === 'string' && storable(fingerprint) === fingerprint)
      return { place, fingerprint };
  }
  throw new RuntimeError(
    'list.cursor_invalid',
    'The cursor is none that a list of this order has given out. Leave it away to begin anew.',
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Text that is no cursor.
    return undefined;
  }
}
