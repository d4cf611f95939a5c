import type { ReactElement } from 'react';
import type { BoardTile as Tile } from '../../../lib/contract.ts';
import type { Range } from '../../../lib/queries/metrics.ts';
import { isList, isMetric } from '../model/board-tiles.ts';
import { ChartTile } from './tiles/chart-tile.tsx';
import { HealthTile } from './tiles/health-tile.tsx';
import { ListTile } from './tiles/list-tile.tsx';

interface Props {
  readonly tile: Tile;
  readonly title: string;
  readonly range: Range;
}

/** What a tile of a board shows: the same as the dashboards do. */
export function BoardTile({ tile: { kind, workflow, connector }, title, range }: Props): ReactElement {
  if (isMetric(kind)) {
    const scope = {
      ...(workflow === undefined ? {} : { workflow }),
      ...(connector === undefined ? {} : { connector }),
    };
    return <ChartTile metric={kind} {...{ scope, range, title }} />;
  }
  if (isList(kind)) return <ListTile {...{ kind, range, title, workflow }} />;
  return <HealthTile title={title} heading="h3" />;
}
