import {
  BOARD_LISTS,
  BOARD_WIDTHS,
  MAX_TILES,
  METRICS,
  type Board,
  type BoardHead,
  type BoardTile,
} from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';
import { keptName, keptText } from '../http/text.ts';

const MAX_NAME = 80;
/** What is measured of the workspace as a whole alone. */
const UNSCOPED: ReadonlySet<string> = new Set(['top_failing', 'slowest', 'health']);

const tileMembers = {
  kind: z.enum([...METRICS, ...BOARD_LISTS]).meta({
    description:
      'A metric, or a list: of workflows (`top_failing`, `slowest`), of versions, of connectors, of what is not well.',
  }),
  workflow: keptText(1, 64).optional().meta({
    description:
      'Name of a workflow. Default: all. Not of `top_failing`, `slowest` and `health`; required for `by_version`.',
  }),
  connector: keptText(1, 64).optional().meta({ description: 'Of metrics of calls. Default: all.' }),
  title: keptName(MAX_NAME).optional().meta({ description: 'Default: its kind and scope.' }),
  width: z.enum(BOARD_WIDTHS).meta({ description: 'A third of the page, two of them, or all of it.' }),
};
const boardTile = named(
  'BoardTile',
  z.strictObject(tileMembers).refine(fitsKind, {
    error:
      'A tile of this kind has no such scope: lists of workflows and health are of the whole workspace, `by_version` is of one workflow, and only metrics of calls are of a connector.',
  }),
);

/** Figures are kept of some scopes only; what could never show anything is not kept. */
function fitsKind(tile: {
  readonly kind: string;
  readonly workflow?: string | undefined;
  readonly connector?: string | undefined;
}): boolean {
  const { kind, workflow, connector } = tile;
  if (connector !== undefined && !kind.startsWith('connector_')) return false;
  return workflow === undefined ? kind !== 'by_version' : !UNSCOPED.has(kind);
}

export const boardForm = named(
  'BoardForm',
  z.strictObject({
    name: keptName(MAX_NAME).meta({ description: 'One of its own in the workspace, whatever its case.' }),
    tiles: z.array(boardTile).max(MAX_TILES).meta({ description: 'In the order in which they are shown.' }),
  }),
);
export type BoardForm = z.infer<typeof boardForm>;
export const boardParams = z.strictObject({ id: keptText(1, 64) });
export type BoardParams = z.infer<typeof boardParams>;

const head = {
  id: z.string(),
  name: z.string(),
  revision: z.int().meta({ description: 'Also in `ETag`, for `If-Match`.' }),
  createdBy: z.string(),
  createdAt: z.string(),
  updatedBy: z.string(),
  updatedAt: z.string(),
};
const boardHead = named('BoardHead', z.object(head));
export const boardDto = named('Board', z.object({ ...head, tiles: z.array(boardTile) }));
export type BoardDto = z.infer<typeof boardDto>;
export const boardList = named('BoardList', z.object({ items: z.array(boardHead) }));
export type BoardList = z.infer<typeof boardList>;

export const toBoardHead = (board: BoardHead): BoardList['items'][number] => ({
  ...{ id: board.id, name: board.name, revision: board.revision },
  ...{ createdBy: board.createdBy, createdAt: toIsoTime(board.createdAtMs) },
  ...{ updatedBy: board.updatedBy, updatedAt: toIsoTime(board.updatedAtMs) },
});
export const toBoardDto = (board: Board): BoardDto => ({ ...toBoardHead(board), tiles: [...board.tiles] });

/** As it is kept: what was not said is not there. */
export const toTiles = ({ tiles }: BoardForm): readonly BoardTile[] =>
  tiles.map(({ kind, width, workflow, connector, title }) => ({
    ...{ kind, width },
    ...(workflow === undefined ? {} : { workflow }),
    ...(connector === undefined ? {} : { connector }),
    ...(title === undefined ? {} : { title }),
  }));
