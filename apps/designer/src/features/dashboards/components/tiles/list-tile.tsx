import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { BreakdownItem } from '../../../../lib/contract.ts';
import { breakdownQuery, type Range } from '../../../../lib/queries/metrics.ts';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { sinceOf } from '../../model/since.ts';
import { BreakdownTable } from '../breakdown-table.tsx';
import { GoneTile, isOfNothing } from './gone-tile.tsx';

interface ListLook {
  readonly of: 'workflow' | 'version' | 'connector';
  readonly title: string;
  readonly empty: string;
  /** Which of them are listed, and in which order; absent: all. */
  readonly choose?: (items: readonly BreakdownItem[]) => readonly BreakdownItem[];
}

const LISTED = 5;
const byTime = (a: BreakdownItem, b: BreakdownItem): number => (b.p95 ?? 0) - (a.p95 ?? 0);

/** Lists of figures side by side. */
const LISTS = {
  top_failing: {
    ...{ of: 'workflow', title: 'dashboards.failing', empty: 'dashboards.empty' },
    choose: (items) => items.filter(({ failed }) => failed > 0).slice(0, LISTED),
  },
  slowest: {
    ...{ of: 'workflow', title: 'dashboards.slowest', empty: 'dashboards.empty' },
    choose: (items) =>
      items
        .filter(({ p95 }) => p95 !== null)
        .toSorted(byTime)
        .slice(0, LISTED),
  },
  by_version: { of: 'version', title: 'dashboards.byVersion', empty: 'dashboards.empty' },
  by_connector: { of: 'connector', title: 'dashboards.byConnector', empty: 'dashboards.noCalls' },
} as const satisfies Readonly<Record<string, ListLook>>;

interface Props {
  readonly kind: keyof typeof LISTS;
  readonly range: Range;
  /** Default: what it lists. */
  readonly title?: string;
  readonly workflow?: string | undefined;
}

/** Workflows, versions or connectors of the whole workspace, or of one workflow, side by side. */
export function ListTile({ kind, range, title: given, workflow }: Props): ReactElement {
  const { t } = useTranslation('metrics');
  const { of, empty, ...look }: ListLook = LISTS[kind];
  const figures = useQuery(breakdownQuery(of, range, workflow));
  const title = given ?? t(look.title);
  if (isOfNothing(figures.error)) return <GoneTile title={title} workflow={workflow ?? ''} />;
  return (
    <BreakdownTable
      {...{ of, title, figures, workflow, since: sinceOf(range), empty: t(empty) }}
      {...(look.choose === undefined ? {} : { choose: look.choose })}
    />
  );
}
