/** Columns that a list of runs can show, in their order; the first two always. */
export const COLUMNS = [
  'state',
  'run',
  'workflow',
  'trigger',
  'started',
  'duration',
  'steps',
  'what',
  'attributes',
] as const;
export type ColumnName = (typeof COLUMNS)[number];
export const FIXED_COLUMNS: readonly ColumnName[] = ['state', 'run'];

/** Which are shown; undefined: the usual ones. */
export function readColumns(text: string | undefined): readonly ColumnName[] | undefined {
  if (text === undefined) return undefined;
  const named = text.split(',');
  return COLUMNS.filter((name) => FIXED_COLUMNS.includes(name) || named.includes(name));
}

/** What the address says when one is switched; undefined: the usual ones again. */
export function switchColumn(shown: readonly ColumnName[], name: ColumnName): string | undefined {
  const next = COLUMNS.filter((column) => (column === name ? !shown.includes(column) : shown.includes(column)));
  return next.length === COLUMNS.length
    ? undefined
    : next.filter((column) => !FIXED_COLUMNS.includes(column)).join(',') || 'none';
}
