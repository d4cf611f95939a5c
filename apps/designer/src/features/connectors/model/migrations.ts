import type { ConnectorMigration, ConnectorUser, ConnectorVersion, MigratedWorkflow } from '../../../lib/contract.ts';

/** What the server does when nobody says otherwise. */
export const USUAL_BATCHES = '10, 50, 100';
const MOST_BATCHES = 10;
const ALL_PERCENT = 100;

/** Shares that somebody has typed; none when they do not grow, or do not end with all. */
export function readBatches(text: string): readonly number[] | undefined {
  const parts = text.split(/[\s,;%]+/).filter((part) => part !== '');
  const shares = parts.map(Number);
  const doesGrow = shares.every((share, index) => share > (index === 0 ? 0 : (shares[index - 1] ?? 0)));
  const isWhole = shares.at(-1) === ALL_PERCENT && shares.length <= MOST_BATCHES;
  return doesGrow && isWhole ? shares : undefined;
}

/** The workflows that pin each version: what is live counts, as it does when they are moved. */
export function workflowsByPin(users: readonly ConnectorUser[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { workflow, live, draft } of users) {
    const pin = (live ?? draft)?.pin;
    if (pin !== undefined) found.set(pin, [...(found.get(pin) ?? []), workflow]);
  }
  return found;
}

/** Versions that workflows can be moved to: newest first, nothing that begins no more. */
export function targetsOf(versions: readonly ConnectorVersion[], from: string): readonly string[] {
  return versions
    .filter(({ state, blocked }) => blocked === undefined && (state === 'published' || state === 'deprecated'))
    .map(({ version }) => version)
    .filter((version) => version !== from);
}

/** The batch that is published next; none when all are. */
export function nextBatch({ state, workflows }: ConnectorMigration): number | undefined {
  const ahead = workflows.flatMap(({ state: reached, batch }) =>
    reached === 'ready' && batch !== undefined ? [batch] : [],
  );
  return state === 'waiting' && ahead.length > 0 ? Math.min(...ahead) : undefined;
}

/** Whether something of it is live that could be taken back. */
export function canUndo({ state, workflows }: ConnectorMigration): boolean {
  return state !== 'undone' && workflows.some(({ state: reached }) => reached === 'published');
}

/** The words for what became of a workflow, and what they need. */
export function wordsOf({ state, batch, published, liveBefore, problems }: MigratedWorkflow): {
  readonly key: string;
  readonly batch?: number;
  readonly number?: number;
} {
  if (state === 'ready') return batch === undefined ? { key: 'ready' } : { key: 'readyBatch', batch };
  if (state === 'published')
    return published === undefined ? { key: 'publishedOnly' } : { key: 'published', number: published };
  if (state === 'undone')
    return liveBefore === undefined ? { key: 'undoneOnly' } : { key: 'undone', number: liveBefore };
  // Where a reason is given, it is shown beside the word.
  return { key: state === 'skipped' && problems.length > 0 ? 'skippedFor' : state };
}
