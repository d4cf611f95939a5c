import type { BreakdownItem } from '../../../lib/contract.ts';

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** What has figures. What is chosen stays in the list while nothing was measured of it. */
export function optionsOf(
  items: readonly BreakdownItem[],
  name: 'connector' | 'connection',
  chosen: string | undefined,
): readonly Option[] {
  const names = new Set(items.flatMap((item) => item[name] ?? []));
  if (chosen !== undefined) names.add(chosen);
  return [...names].sort().map((value) => ({ value, label: value }));
}
