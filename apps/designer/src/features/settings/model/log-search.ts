export const SHOWN_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** What the address of the log holds. */
export interface LogSearch {
  /** This level and those above. Default: info. */
  readonly level?: (typeof SHOWN_LEVELS)[number];
  readonly workflow?: string;
  readonly run?: string;
}

const SLUG = /^[a-z0-9-]{1,64}$/;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads it; what is not understood is left out. */
export function readLogSearch(search: Readonly<Record<string, unknown>>): LogSearch {
  const level = SHOWN_LEVELS.find((known) => known === search.level);
  // The router reads digits as a number.
  const workflow = typeof search.workflow === 'number' ? `${search.workflow}` : search.workflow;
  const { run } = search;
  return {
    ...(level === undefined ? {} : { level }),
    ...(typeof workflow === 'string' && SLUG.test(workflow) ? { workflow } : {}),
    ...(typeof run === 'string' && ID.test(run) ? { run } : {}),
  };
}

/** Where these lines come from. */
export function logAddress({ level = 'info', workflow, run }: LogSearch): string {
  const query = new URLSearchParams({ level });
  if (workflow !== undefined) query.set('workflow', workflow);
  if (run !== undefined) query.set('runId', run);
  return `/api/v1/logs/stream?${query.toString()}`;
}
