// What a list would have among its rows, and has not.
import type { Run } from '../../../lib/contract.ts';
import type { HeardRun } from '../../../lib/run-events.ts';

/** A list as far as it was read: newest first, without gaps. */
export interface ReadList {
  readonly workflow: string | undefined;
  readonly runs: readonly Pick<Run, 'id'>[];
  /** There are older ones that were not read. */
  readonly hasMore: boolean;
}

/**
 * Ids that belong between the rows of a list or above them, oldest first. Ids grow with time (RFC 9562 §5.7): what is
 * older than the last row may be on a page that was not read, and is no news.
 */
export function missingFrom({ runs, hasMore }: ReadList, ids: readonly string[]): readonly string[] {
  const shown = new Set(runs.map(({ id }) => id));
  const last = hasMore ? (runs.at(-1)?.id ?? '') : '';
  return ids.filter((id) => !shown.has(id) && id > last).sort();
}

/** Runs that may be new in the list, oldest first. */
export function maybeNew(list: ReadList, heard: readonly HeardRun[]): readonly string[] {
  const ofList = heard.filter(({ workflow }) => list.workflow === undefined || workflow === list.workflow);
  return missingFrom(
    list,
    ofList.map(({ runId }) => runId),
  );
}

/** When a run was accepted, as its id says. */
export function acceptedAt(id: string): string {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toISOString();
}
