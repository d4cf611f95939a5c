import { RuntimeError, type NewRun, type Page, type Run, type RunFilter } from '@millrace/runtime';
import { shownStatus, toRun, type RunRow, type VersionNames } from './run-row.ts';
import { isUuid, timeOfUuid } from './uuid-time.ts';

/** The page of a list that a filter asks for, newest first. */
export function listRuns(
  rows: Iterable<RunRow>,
  filter: RunFilter,
  namesOf: (versionId: string) => VersionNames | undefined,
): Page<Run> {
  if (filter.cursor !== undefined && !isUuid(filter.cursor)) {
    throw new RuntimeError('list.cursor_invalid', 'The cursor is none that a list has given out.');
  }
  const found = [...rows]
    .flatMap((row) => {
      const names = namesOf(row.run.versionId);
      return names === undefined || !isListed(row, names, filter) ? [] : [toRun(row, names)];
    })
    .sort((a, b) => (a.id < b.id ? 1 : -1));
  const items = found.slice(0, filter.limit);
  const last = items.at(-1);
  return found.length > filter.limit && last !== undefined ? { items, nextCursor: last.id } : { items };
}

function isListed(row: RunRow, { workflowName }: VersionNames, filter: RunFilter): boolean {
  const { run } = row;
  return (
    run.workspaceId === filter.workspaceId &&
    (filter.workflowName ?? workflowName) === workflowName &&
    filter.statuses?.includes(shownStatus(row)) !== false &&
    isInSpan(run.id, filter) &&
    isMeant(run, filter) &&
    isRelated(run, filter)
  );
}

/** Tests are left out, unless somebody asks for them, or for what a run has started. */
function isMeant({ isTest = false }: NewRun, { tests, parentRunId }: RunFilter): boolean {
  if (tests === 'only') return isTest;
  return !isTest || tests === 'included' || parentRunId !== undefined;
}

/** Times are those inside the ids. */
function isInSpan(id: string, { acceptedFromMs = 0, acceptedUntilMs = Infinity, cursor }: RunFilter): boolean {
  const acceptedMs = timeOfUuid(id);
  return acceptedMs >= acceptedFromMs && acceptedMs < acceptedUntilMs && (cursor === undefined || id < cursor);
}

function isRelated({ parent, searchAttributes }: NewRun, { parentRunId, attributes = {} }: RunFilter): boolean {
  return (
    (parentRunId ?? parent?.runId) === parent?.runId &&
    Object.entries(attributes).every(([name, value]) => searchAttributes?.[name] === value)
  );
}
