import { RuntimeError, type NewRun, type Page, type Run, type RunFilter } from '@millrace/runtime';
import { meetsCondition } from './run-conditions.ts';
import { shownStatus, toRun, type RunRow, type VersionNames } from './run-row.ts';
import { isUuid, timeOfUuid } from './uuid-time.ts';

/** The page of a list that a filter asks for, newest first. */
export function listRuns(
  rows: Iterable<RunRow>,
  filter: RunFilter,
  namesOf: (versionId: string) => VersionNames | undefined,
): Page<Run> {
  const found = matchingRows(rows, filter, namesOf).map(({ row, names }) => toRun(row, names));
  const items = found.slice(0, filter.limit);
  const last = items.at(-1);
  return found.length > filter.limit && last !== undefined ? { items, nextCursor: last.id } : { items };
}

interface NamedRow {
  readonly row: RunRow;
  readonly names: VersionNames;
}

/** All that a filter finds, newest first, whatever its limit is. */
export function matchingRows(
  rows: Iterable<RunRow>,
  filter: Omit<RunFilter, 'limit'>,
  namesOf: (versionId: string) => VersionNames | undefined,
): readonly NamedRow[] {
  if (filter.cursor !== undefined && !isUuid(filter.cursor)) {
    throw new RuntimeError('list.cursor_invalid', 'The cursor is none that a list has given out.');
  }
  return [...rows]
    .flatMap((row) => {
      const names = namesOf(row.run.versionId);
      return names === undefined || !isListed(row, names, filter) ? [] : [{ row, names }];
    })
    .sort((a, b) => (a.row.run.id < b.row.run.id ? 1 : -1));
}

function isListed(row: RunRow, names: VersionNames, filter: Omit<RunFilter, 'limit'>): boolean {
  const { run } = row;
  const { workflowName } = names;
  return (
    run.workspaceId === filter.workspaceId &&
    (filter.workflowName ?? workflowName) === workflowName &&
    filter.statuses?.includes(shownStatus(row)) !== false &&
    isInSpan(run.id, filter) &&
    isOfGroup(row, filter) &&
    isMeant(run, filter) &&
    isRelated(run, filter) &&
    (filter.conditions ?? []).every((condition) => meetsCondition(toRun(row, names), condition))
  );
}

function isOfGroup({ end }: RunRow, { fingerprint }: Pick<RunFilter, 'fingerprint'>): boolean {
  return fingerprint === undefined || end?.failure?.fingerprint === fingerprint;
}

/** Tests are left out, unless somebody asks for them, or for what a run has started. */
function isMeant({ isTest = false }: NewRun, filter: Omit<RunFilter, 'limit'>): boolean {
  const { tests, parentRunId, conditions = [] } = filter;
  if (tests === 'only') return isTest;
  const isOfParent = conditions.some((one) => one.kind === 'parent' && !one.isNot && one.values.length === 1);
  return !isTest || tests === 'included' || parentRunId !== undefined || isOfParent;
}

/** Times are those inside the ids. */
function isInSpan(
  id: string,
  { acceptedFromMs = 0, acceptedUntilMs = Infinity, cursor }: Omit<RunFilter, 'limit'>,
): boolean {
  const acceptedMs = timeOfUuid(id);
  return acceptedMs >= acceptedFromMs && acceptedMs < acceptedUntilMs && (cursor === undefined || id < cursor);
}

function isRelated(
  { parent, searchAttributes }: NewRun,
  { parentRunId, attributes = {} }: Omit<RunFilter, 'limit'>,
): boolean {
  return (
    (parentRunId ?? parent?.runId) === parent?.runId &&
    Object.entries(attributes).every(([name, value]) => searchAttributes?.[name] === value)
  );
}
